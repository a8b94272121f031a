import { setTimeout as delay } from 'node:timers/promises';
import type { Resources } from '../resources.ts';
import { sweep } from './sweep.ts';
import { Turn } from './turn.ts';

const TURN_KEY = 'gavel:sweeper';
/** How often each process looks whether it is its turn. */
const LOOK_MS = 1_000;
/** A sweeper that falls silent for so long, between two pages of rows, is replaced. */
const SILENT_MS = 5_000;
/** Pause between two sweeps, whichever process does them: long after a long one, so that they take a tenth of the time. */
const PAUSE = { shortestMs: 1_000, timesTaken: 9, longestMs: 30_000 };

/**
 * Brings queue and record together again, in one process at a time. A Redis that loses its data loses the key of the
 * turn too, pause included: the next look sweeps.
 */
export class Sweeper {
  readonly #resources: Resources;
  readonly #turn: Turn;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;

  constructor(resources: Resources) {
    this.#resources = resources;
    this.#turn = new Turn(resources.redis, TURN_KEY);
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const { redis, queue, log } = this.#resources;
    while (!signal.aborted) {
      try {
        if (redis.isReady) {
          await queue.pulse();
          if (await this.#turn.take(SILENT_MS)) await this.#sweep();
        }
      } catch (error) {
        if (!signal.aborted) log.warn({ err: error }, 'the sweep failed and is tried again');
      }
      // Rejects only when aborted, which ends the loop.
      await delay(LOOK_MS, undefined, { signal }).catch(() => {});
    }
  }

  async #sweep(): Promise<void> {
    const began = performance.now();
    try {
      await sweep(this.#resources, async () => {
        this.#stopping.signal.throwIfAborted();
        if (!(await this.#turn.hold(SILENT_MS))) throw new Error('the turn has passed on');
      });
    } finally {
      const pause = (performance.now() - began) * PAUSE.timesTaken;
      await this.#turn.hold(Math.round(Math.min(Math.max(pause, PAUSE.shortestMs), PAUSE.longestMs)));
    }
  }
}
