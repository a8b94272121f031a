/**
 * | code | meaning | does trying again help |
 * |---|---|---|
 * | `queue-unavailable` | Redis did not answer in time, or is not there | yes, when Redis is back; the change may or may not have been made, and all calls may be repeated |
 * | `queue-closed` | the queue was closed by its owner | no |
 * | `queue-bad-job` | a job's id, tenant or class cannot be used | no, fix the call |
 * | `queue-job-cancelled` | a handler's signal: the job was cancelled | no, nobody wants it |
 * | `queue-lease-lost` | a handler's signal: the lease passed on, somebody else has the job | no |
 * | `queue-worker-stops` | a handler's signal: the consumer stops and has handed the job back | no |
 */
export type QueueErrorCode =
  | 'queue-unavailable'
  | 'queue-closed'
  | 'queue-bad-job'
  | 'queue-job-cancelled'
  | 'queue-lease-lost'
  | 'queue-worker-stops';

export class QueueError extends Error {
  readonly code: QueueErrorCode;

  constructor(code: QueueErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'QueueError';
    this.code = code;
  }
}

export const closed = () => new QueueError('queue-closed', 'the queue was closed');
export const unavailable = (cause?: unknown) =>
  new QueueError('queue-unavailable', 'Redis does not answer: try again when it is back', { cause });
