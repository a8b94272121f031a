import type { Resources } from '../resources.ts';
import { sweep } from './sweep.ts';

const LOCK_KEY = 'gavel:sweeper';
/** Pause between two sweeps, whichever process does them. */
const PAUSE_MS = 2_000;
/** A sweeper that dies is replaced after this. Two at once would do no harm: every step can be done twice. */
const LOCK_MS = 30_000;

/** Brings queue and record together again, every two seconds, in one process at a time. */
export class Sweeper {
  readonly #resources: Resources;
  readonly #timer: NodeJS.Timeout;
  #current: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(resources: Resources) {
    this.#resources = resources;
    this.#timer = setInterval(() => this.#tick(), PAUSE_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#current;
  }

  #tick(): void {
    if (this.#busy || !this.#resources.redis.isReady) return;
    this.#busy = true;
    this.#current = this.#sweepIfFirst()
      .catch((error) => this.#resources.log.warn({ err: error }, 'the sweep failed and is tried again'))
      .finally(() => {
        this.#busy = false;
      });
  }

  async #sweepIfFirst(): Promise<void> {
    const { redis } = this.#resources;
    const first = await redis.set(LOCK_KEY, process.pid, {
      condition: 'NX',
      expiration: { type: 'PX', value: LOCK_MS },
    });
    if (first === null) return;
    try {
      await sweep(this.#resources);
    } finally {
      // Kept for one pause, so that the processes together sweep no more often than one would.
      await redis.pExpire(LOCK_KEY, PAUSE_MS / 2);
    }
  }
}
