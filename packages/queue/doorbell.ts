import { RedisLink } from '@gavel/redis-link';
import { closed, unavailable } from './errors.ts';
import { fromInbox } from './record.ts';
import type { TakenJob } from './types.ts';

/** Where a worker with free slots waits for jobs. Has a connection of its own, since waiting blocks it. */
export class Doorbell {
  readonly #link: RedisLink;
  readonly #root: string;

  constructor(url: string, root: string, timeoutMs: number, onError: (error: Error) => void) {
    this.#link = new RedisLink({ url, timeoutMs, onError, unavailable, closed });
    this.#root = root;
  }

  /**
   * A new job, which the caller holds from now on (its lease begins with the next call of anybody), or null: it rang, or
   * did not within `withinMs`. Rejects when Redis is away or it was closed.
   */
  async wait(withinMs: number): Promise<TakenJob | null> {
    const [inbox, taken, seconds] = [`${this.#root}:inbox`, `${this.#root}:taken`, withinMs / 1_000];
    return fromInbox(
      await this.#link.run((client) => client.blMove(inbox, taken, 'RIGHT', 'LEFT', seconds), withinMs),
    );
  }

  close(): void {
    this.#link.close();
  }
}
