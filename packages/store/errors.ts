/** What the store refuses, and why. None of these helps to try again unchanged, but `too-many-waiting` later. */
const storeErrors = {
  'handle-taken': 'this handle is taken: choose another',
  'email-taken': 'this e-mail address belongs to another user',
  'unknown-problem': 'there is no problem of this name',
  'unknown-event': 'there is no event of this id',
  'impossible-times': 'the event ends before it begins, or freezes before it begins',
  'event-not-running': 'the event has not begun: wait for its start',
  'event-over': 'the event is over: nobody can join any more',
  'event-not-over': 'the event is not over: reveal the standings when it is',
  'event-running': 'the problem is in a running event that you take part in: submit with `event`',
  'not-a-participant': 'join the event first',
  'not-in-event': 'the problem is not one of the event',
  'too-many-tokens': 'you have as many API tokens as a user may have: revoke one that is not used',
  'too-many-waiting': 'too many of your submissions wait already: wait for one to be judged',
  'idempotency-mismatch': 'this Idempotency-Key was used for another request: use a new one',
  'nothing-to-rejudge': 'no judged submission is what was asked for: ask for others',
  'rejudging-too-large':
    'these are too many submissions for one set: ask for fewer, e.g. by problem or language',
  'rejudging-overlaps': 'some of these submissions are in another open set: apply or cancel that one first',
  'rejudging-unfinished': 'some submissions of the set are still being judged: wait until all are',
  'rejudging-ended': 'the set was applied or cancelled already: make another one',
  'migration-failed': 'a migration failed: the database is as it was before it',
  'blob-missing': 'test data is gone: the problem was replaced in the meantime, read it again',
} as const;

export type StoreErrorCode = keyof typeof storeErrors;

export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail ?? storeErrors[code], options);
    this.name = 'StoreError';
    this.code = code;
  }
}

// Errors of the socket, and SQLSTATE of classes 08 (connection) and 57P (shutdown), 53300 (too many connections):
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const unavailable =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|ENOENT|ENOTFOUND|EAI_AGAIN|EHOST\w+|ENET\w+|08\w{3}|57P0[1-5]|53300)$/;
// pg gives these no code.
const unavailableMessages =
  /Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed/;

/** Whether Postgres could not be reached (or is stopping): the same call may succeed later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof StoreError) return false;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    unavailable.test(code) || unavailableMessages.test(error.message) || isDatabaseUnavailable(error.cause)
  );
}

/** The name of the unique or foreign key constraint that a statement ran into, or null if it failed for another reason. */
export function violatedConstraint(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !/^2350[35]$/.test(String(error.code))) return null;
  return 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : null;
}
