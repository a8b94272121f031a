import type { Fault, ProblemDetails } from '@gavel/contract';

/** Every error of the api: its HTTP status, what it means, and whether the same request may succeed later. */
const apiErrors = {
  'invalid-request': { status: 400, title: 'The request is not valid', retry: false },
  'malformed-body': { status: 400, title: 'The body is not what its type says', retry: false },
  'invalid-password': { status: 400, title: 'This is not the current password', retry: false },
  unauthorized: { status: 401, title: 'Sign in, or send a valid token', retry: false },
  'invalid-username-or-password': { status: 401, title: 'The name or the password is wrong', retry: false },
  forbidden: { status: 403, title: 'You may not do this', retry: false },
  'not-a-participant': { status: 403, title: 'You take no part in this event', retry: false },
  'not-found': { status: 404, title: 'There is no such thing, or it is not yours', retry: false },
  'no-such-route': { status: 404, title: 'There is nothing at this address', retry: false },
  'method-not-allowed': { status: 405, title: 'This address does not take this method', retry: false },
  'request-timeout': { status: 408, title: 'The request did not arrive in time', retry: true },
  'handle-taken': { status: 409, title: 'The handle is taken', retry: false },
  'email-taken': { status: 409, title: 'The e-mail address is taken', retry: false },
  'too-many-tokens': { status: 409, title: 'You have as many API tokens as one may', retry: false },
  'already-judged': { status: 409, title: 'The submission has a verdict', retry: false },
  'not-judged': { status: 409, title: 'The submission has no verdict', retry: true },
  'rejudging-overlaps': { status: 409, title: 'A submission is in another open set', retry: true },
  'rejudging-unfinished': { status: 409, title: 'The set is still being judged', retry: true },
  'rejudging-ended': { status: 409, title: 'The set was applied or cancelled', retry: false },
  'idempotency-mismatch': {
    status: 409,
    title: 'The Idempotency-Key belongs to another request',
    retry: false,
  },
  'event-not-running': { status: 409, title: 'The event has not begun', retry: true },
  'event-running': { status: 409, title: 'The problem is in an event that you take part in', retry: true },
  'event-over': { status: 409, title: 'The event is over', retry: false },
  'event-not-over': { status: 409, title: 'The event is not over', retry: true },
  'too-large': { status: 413, title: 'The body is too large', retry: false },
  'unsupported-type': { status: 415, title: 'The body has a type that is not taken here', retry: false },
  'unknown-problem': { status: 422, title: 'There is no such problem', retry: false },
  'unknown-language': { status: 422, title: 'The language is not known here', retry: false },
  'unknown-event': { status: 422, title: 'There is no such event', retry: false },
  'not-in-event': { status: 422, title: 'The event does not have this problem', retry: false },
  'impossible-times': { status: 422, title: 'The times of the event cannot be', retry: false },
  'nothing-to-rejudge': { status: 422, title: 'No judged submission is what was asked for', retry: false },
  'rejudging-too-large': { status: 422, title: 'Too many submissions for one set', retry: false },
  'package-faults': { status: 422, title: 'The problem package has faults', retry: false },
  'too-many-waiting': { status: 429, title: 'Too many of yours wait already', retry: true },
  'too-many-attempts': { status: 429, title: 'Too many attempts', retry: true },
  'too-many-connections': { status: 429, title: 'Too many live connections of yours', retry: true },
  'headers-too-large': { status: 431, title: 'The headers are too large', retry: false },
  internal: { status: 500, title: 'Something went wrong here', retry: true },
  busy: { status: 503, title: 'Too much at once here, or about to stop', retry: true },
  'database-unavailable': { status: 503, title: 'The database cannot be reached', retry: true },
  'cache-unavailable': { status: 503, title: 'The cache cannot be reached', retry: true },
  'cache-busy': { status: 503, title: 'Others write the same, or the write took too long', retry: true },
  overloaded: { status: 503, title: 'Too many requests wait for the database', retry: true },
  'queue-unavailable': { status: 503, title: 'The queue cannot be reached', retry: true },
} as const;

export type ApiErrorCode = keyof typeof apiErrors;

/** For docs/errors.md and the documentation that the api serves, in Markdown. */
export function errorTable(): string {
  const rows = Object.entries(apiErrors).map(
    ([code, { status, title, retry }]) => `| \`${code}\` | ${status} | ${title} | ${retry ? 'yes' : 'no'} |`,
  );
  return [
    '| code | status | meaning | may the same request succeed later |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

interface Extra {
  readonly faults?: readonly Fault[];
  /** Seconds; sent as `Retry-After`. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** Thrown by a route, sent as `application/problem+json`. `detail` says what to do. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly faults: readonly Fault[] | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ApiErrorCode, detail: string, { faults, retryAfter, cause }: Extra = {}) {
    super(detail, { cause });
    this.name = 'ApiError';
    this.code = code;
    this.faults = faults;
    this.retryAfter = retryAfter;
  }

  get status(): number {
    return apiErrors[this.code].status;
  }

  toProblem(): ProblemDetails {
    const { status, title } = apiErrors[this.code];
    const problem = {
      type: `urn:gavel:error:${this.code}`,
      title,
      status,
      code: this.code,
      detail: this.message,
    };
    return this.faults ? { ...problem, faults: [...this.faults] } : problem;
  }
}
