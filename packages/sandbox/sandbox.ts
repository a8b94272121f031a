import { SandboxError } from './errors.ts';
import type { RunRequest, RunResult, SandboxOptions } from './types.ts';

/** One submission's box: a folder /work to compile in, then to run from. Closing it throws everything away. */
export interface Box extends AsyncDisposable {
  /** A folder on the host, for outputs of runs; removed by `close`. User code cannot reach it. */
  readonly scratch: string;
  /** Writes /work/NAME before the first run. */
  put(name: string, content: string | Uint8Array): Promise<void>;
  /** One program to its end. One at a time. */
  run(request: RunRequest): Promise<RunResult>;
  close(): Promise<void>;
}

export class Sandbox implements AsyncDisposable {
  static async open(_options: SandboxOptions): Promise<Sandbox> {
    throw new SandboxError('sandbox_unavailable', 'not built yet');
  }

  async box(): Promise<Box> {
    throw new SandboxError('sandbox_unavailable', 'not built yet');
  }

  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
