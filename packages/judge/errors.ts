export type JudgeErrorCode =
  /** The language id is not one of ours, or its tools are not installed on this machine. */
  'unknown_language';

/**
 * A problem's own program is at fault: whoever judges it again finds the same. The first line of the message is for
 * everybody, what follows may have its words, and with them answers, in it.
 */
export class RefereeError extends Error {}

export class JudgeError extends Error {
  readonly code: JudgeErrorCode;

  constructor(code: JudgeErrorCode, message: string) {
    super(message);
    this.name = 'JudgeError';
    this.code = code;
  }
}
