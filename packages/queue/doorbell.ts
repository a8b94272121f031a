import { setTimeout as delay } from 'node:timers/promises';
import { RedisLink } from '@gavel/redis-link';
import { closed, unavailable } from './errors.ts';
import { pause } from './pause.ts';
import type { Queue } from './queue.ts';
import { fromInbox } from './record.ts';
import type { TakenJob } from './types.ts';

interface DoorbellOptions {
  readonly queue: Queue;
  readonly pollMs: number;
  /** A new job. The caller holds it from now on: its lease begins with the next call of anybody. Must not reject. */
  readonly onJob: (job: TakenJob) => Promise<void>;
  /** It was listened for long enough, or something came: time to ask. */
  readonly onQuiet: () => void;
  readonly onError: (error: Error) => void;
}

/** Pause after a call that failed, so that a Redis that is away is asked twice a second, not in a tight loop. */
export const AFTER_ERROR_MS = 500;
/** Between two rings of who leaves. */
const RING_AGAIN_MS = 20;

/** Where a worker with free slots waits for jobs. Has a connection of its own, since waiting blocks it. */
export class Doorbell {
  readonly #options: DoorbellOptions;
  readonly #link: RedisLink;
  readonly #leaving = new AbortController();
  #waiting: Promise<void> | null = null;

  constructor(options: DoorbellOptions) {
    this.#options = options;
    const { url, timeoutMs } = options.queue.options;
    this.#link = new RedisLink({ url, timeoutMs, onError: options.onError, unavailable, closed });
  }

  get isListening(): boolean {
    return this.#waiting !== null;
  }

  /** Waits once, for a job, a ring, or the end of `pollMs`. */
  listen(): void {
    if (this.#leaving.signal.aborted) return;
    this.#waiting = this.#wait().finally(() => {
      this.#waiting = null;
      this.#options.onQuiet();
    });
  }

  /**
   * It rings for itself instead of hanging up: a job that is handed over in that moment would wait for a lease to end. So does
   * one if Redis is frozen just then.
   */
  async leave(): Promise<void> {
    this.#leaving.abort();
    const { queue, onError } = this.#options;
    const end = performance.now() + queue.options.timeoutMs;
    try {
      while (this.#waiting && performance.now() < end) {
        // Whoever has waited longest hears it, and then waits behind this one.
        await queue.ring();
        await Promise.race([this.#waiting, delay(RING_AGAIN_MS)]);
      }
      // What this one heard may have been for all.
      await queue.ring();
    } catch (error) {
      onError(error as Error);
    }
    this.#link.close();
    await this.#waiting;
  }

  async #wait(): Promise<void> {
    const { queue, pollMs, onJob, onError } = this.#options;
    const { signal } = this.#leaving;
    const [inbox, taken] = [`${queue.root}:inbox`, `${queue.root}:taken`];
    try {
      await this.#link.run(async (client) => {
        // Also an answer that comes too late for the link may be a job, and nobody else has it.
        const job = fromInbox(await client.blMove(inbox, taken, 'RIGHT', 'LEFT', pollMs / 1_000));
        if (job) await onJob(job);
      }, pollMs);
    } catch (error) {
      if (!signal.aborted) onError(error as Error);
      await pause(AFTER_ERROR_MS, signal);
    }
  }
}
