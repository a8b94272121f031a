import type { Fault, ProblemDetails } from '@gavel/contract';

/** An answer that was not the one asked for. `code` is the server's, or `offline` when there was no answer at all. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly faults: readonly Fault[];
  /** When the server asks for patience: seconds. */
  readonly retryAfter: number | null;

  constructor(
    problem: Pick<ProblemDetails, 'code' | 'status' | 'detail' | 'faults'>,
    retryAfter: number | null,
  ) {
    super(problem.detail);
    this.name = 'ApiError';
    this.code = problem.code;
    this.status = problem.status;
    this.faults = problem.faults ?? [];
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may succeed later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export function offline(cause: unknown): ApiError {
  const error = new ApiError(
    { code: 'offline', status: 0, detail: 'The server could not be reached. Check your connection.' },
    null,
  );
  error.cause = cause;
  return error;
}

/** Words for a person, whatever was thrown. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return 'Something in this page went wrong.';
  const faults = error.faults.map((fault) => `${fault.path}: ${fault.message}`);
  const wait = error.retryAfter === null ? [] : [`Try again in ${patience(error.retryAfter)}.`];
  return [error.message, ...faults, ...wait].join(' ');
}

function patience(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
