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

/** Words for a person, whatever was thrown. `text` takes the place of the server's. */
export function explain(error: unknown, text?: string): string {
  if (!(error instanceof ApiError)) return 'Something in this page went wrong.';
  const { retryAfter, faults } = error;
  const said = text ?? error.message;
  if (retryAfter === null) return [said, ...faults.map(inWords)].join(' ');
  const sentence = /[.!?]$/.test(said) ? said : `${said}.`;
  return [sentence, ...faults.map(inWords), `Try again in ${patience(retryAfter)}.`].join(' ');
}

const inWords = ({ path, message }: Fault): string => `${path}: ${message}`;

function patience(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
