/**
 * | code | meaning | does trying again help |
 * |---|---|---|
 * | `live-unavailable` | Redis did not answer in time, or is not there | yes, when Redis is back; the message may have been published |
 * | `live-closed` | closed by its owner | no |
 * | `live-too-large` | the message is larger than the bound | no |
 */
export type LiveErrorCode = 'live-unavailable' | 'live-closed' | 'live-too-large';

export class LiveError extends Error {
  readonly code: LiveErrorCode;

  constructor(code: LiveErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LiveError';
    this.code = code;
  }
}

export const closed = () => new LiveError('live-closed', 'the publisher was closed');
export const unavailable = (cause?: unknown) =>
  new LiveError('live-unavailable', 'Redis does not answer: try again when it is back', { cause });
