export type JudgeErrorCode =
  /** The language id is not one of ours, or its tools are not installed on this machine. */
  'unknown_language';

export class JudgeError extends Error {
  readonly code: JudgeErrorCode;

  constructor(code: JudgeErrorCode, message: string) {
    super(message);
    this.name = 'JudgeError';
    this.code = code;
  }
}
