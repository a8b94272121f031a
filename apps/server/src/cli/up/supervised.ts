import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ServerProcess } from '../servers/child.ts';

const SHORTEST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** One that lived this long was well: its next death starts with the shortest pause again. */
const WELL_AFTER_MS = 30_000;

/** A process that is started again whenever it dies, until it is stopped. */
export class Supervised {
  readonly #name: string;
  readonly #launch: (abandon: AbortSignal) => Promise<ServerProcess>;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  #current: Promise<ServerProcess> | undefined;
  #watch: Promise<void> | undefined;

  constructor(name: string, launch: (abandon: AbortSignal) => Promise<ServerProcess>, log: Logger) {
    this.#name = name;
    this.#launch = launch;
    this.#log = log;
  }

  /** Resolves when it is ready. A first start that fails is not tried again: it needs a person. */
  async start(): Promise<void> {
    this.#current = this.#launch(this.#stopping.signal);
    await this.#current;
    this.#watch = this.#keepRunning();
  }

  /** Ends it, also in the middle of a start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const [start] = await Promise.allSettled([this.#current]);
    if (start.status === 'fulfilled') await start.value?.stop();
    await this.#watch;
  }

  async #keepRunning(): Promise<void> {
    let pause = SHORTEST_PAUSE_MS;
    for (;;) {
      const startedAt = Date.now();
      await this.#untilItEnds();
      if (this.#stopping.signal.aborted) return;
      if (Date.now() - startedAt > WELL_AFTER_MS) pause = SHORTEST_PAUSE_MS;
      this.#log.warn({ pauseMs: pause }, `${this.#name} ended unexpectedly and is started again`);
      await delay(pause, undefined, { signal: this.#stopping.signal }).catch(ignoreAbort);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      if (this.#stopping.signal.aborted) return;
      this.#current = this.#launch(this.#stopping.signal);
    }
  }

  async #untilItEnds(): Promise<void> {
    try {
      await (await this.#current)?.exited;
    } catch (error) {
      // Abandoned, it says the same.
      if (this.#stopping.signal.aborted) return;
      this.#log.error({ err: error }, `${this.#name} could not be started again`);
    }
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
