import { Box } from './box.ts';
import { SandboxError } from './errors.ts';
import { findBubblewrap, inspect } from './inspect.ts';
import { Launcher } from './launcher.ts';
import type { Flaw, RunCounts, SandboxOptions } from './types.ts';

/** Boxes for untrusted programs, some kept ready. One per process is enough. */
export class Sandbox implements AsyncDisposable {
  readonly counts: RunCounts = { runs: 0, leftovers: 0, survivors: 0 };
  readonly #start: () => Promise<Launcher>;
  #launcher: Launcher;
  #failedInARow = 0;
  #replacing: Promise<void> | undefined;
  #closed = false;

  private constructor(start: () => Promise<Launcher>, launcher: Launcher) {
    this.#start = start;
    this.#launcher = launcher;
  }

  /** Builds what is missing, starts the launcher and proves that a box works. */
  static async open(options: SandboxOptions): Promise<Sandbox> {
    const { missing, unenforced } = await inspect();
    if (missing.length > 0) throw new SandboxError('sandbox_unavailable', tell(missing));
    if (unenforced.length > 0 && !options.acceptMissingLimits)
      throw new SandboxError('sandbox_limits_unenforced', tell(unenforced));
    const bwrap = await findBubblewrap();
    if (!bwrap) throw new SandboxError('sandbox_unavailable', 'bubblewrap has just been removed');
    const start = () => Launcher.start(options, bwrap.path);
    const sandbox = new Sandbox(start, await start());
    try {
      await sandbox.#prove();
      return sandbox;
    } catch (error) {
      await sandbox.close();
      const message = error instanceof Error ? error.message : String(error);
      throw new SandboxError('sandbox_unavailable', `no box can be made on this machine: ${message}`, {
        cause: error,
      });
    }
  }

  /** How many boxes could not be had since the last that could. */
  get failedInARow(): number {
    return this.#failedInARow;
  }

  /** A box of one's own, as soon as one is free. Close it after use. */
  async box(signal?: AbortSignal): Promise<Box> {
    try {
      const box = await this.#open(signal);
      this.#failedInARow = 0;
      return box;
    } catch (error) {
      if (!signal?.aborted) this.#failedInARow++;
      throw error;
    }
  }

  async #open(signal?: AbortSignal): Promise<Box> {
    if (this.#launcher.ended && !this.#closed) {
      this.#replacing ??= this.#replace().finally(() => {
        this.#replacing = undefined;
      });
      await this.#replacing;
    }
    return Box.open(this.#launcher, this.counts, signal);
  }

  /** Ends all boxes and removes everything. */
  async close(): Promise<void> {
    this.#closed = true;
    // What it rejects with is told to those who wait for their box.
    await this.#replacing?.catch(() => {});
    await this.#launcher.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** A launcher that was killed, for want of memory perhaps, costs the boxes it had, not those to come. */
  async #replace(): Promise<void> {
    await this.#launcher.stop();
    this.#launcher = await this.#start();
  }

  async #prove(): Promise<void> {
    await using box = await this.box();
    const result = await box.run({
      stage: 'run',
      argv: ['/bin/true'],
      stdin: null,
      stdout: null,
      stderr: null,
      limits: { cpuMs: 5000, wallMs: 20_000, memoryKiB: 65_536, outputBytes: 1024, processes: 1 },
    });
    if (result.outcome !== 'exited' || result.exitCode !== 0)
      throw new SandboxError('sandbox_unavailable', `/bin/true failed in a box: ${JSON.stringify(result)}`);
  }
}

function tell(flaws: Flaw[]): string {
  return flaws.map(({ message, fix }) => `${message} (${fix})`).join('; ');
}
