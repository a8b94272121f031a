/** An error whose message alone tells a person at the command line what to do: shown without a stack. */
export class GavelError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GavelError';
    this.code = code;
  }
}

/** A bad environment variable: one line that names it. */
export class SettingError extends GavelError {
  constructor(name: string, value: string | undefined, problem: string) {
    super('bad-setting', `${name}${value === undefined ? '' : `=${value}`}: ${problem}`);
  }
}
