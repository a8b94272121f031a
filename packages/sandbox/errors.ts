export type SandboxErrorCode =
  /** A tool or a right is missing; the message names it and the way to get it. */
  | 'sandbox_unavailable'
  /** This machine cannot enforce a limit, and that was not accepted. */
  | 'sandbox_limits_unenforced'
  /** The C parts did not compile. */
  | 'sandbox_build_failed'
  /** The launcher or the box is gone. Trying again helps: the next box comes from a launcher that lives. */
  | 'sandbox_gone'
  /** The machine ran out of memory, and the kernel took it from a program that was within its limit. Trying again may help. */
  | 'sandbox_out_of_memory'
  /** A limit is missing or makes no sense; the message names it and what it may be. */
  | 'sandbox_limit_invalid'
  /** The box could not do what was asked, for example a program that cannot be executed. */
  | 'sandbox_refused';

export class SandboxError extends Error {
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SandboxError';
    this.code = code;
  }
}
