import { RedisLink } from '@gavel/redis-link';
import { closed, unavailable } from './errors.ts';
import { fromBell } from './record.ts';
import type { TakenJob } from './types.ts';

/** Where a worker with free slots waits for jobs. Has a connection of its own, since waiting blocks it. */
export class Doorbell {
  readonly #link: RedisLink;
  readonly #key: string;

  constructor(url: string, key: string, timeoutMs: number, onError: (error: Error) => void) {
    this.#link = new RedisLink({ url, timeoutMs, onError, unavailable, closed });
    this.#key = key;
  }

  /** The job it was handed, or null: it rang, or did not within `withinMs`. Rejects when Redis is away or it was closed. */
  async wait(withinMs: number): Promise<TakenJob | null> {
    const token = await this.#link.run((client) => client.brPop(this.#key, withinMs / 1_000), withinMs);
    return fromBell(token?.element ?? null);
  }

  close(): void {
    this.#link.close();
  }
}
