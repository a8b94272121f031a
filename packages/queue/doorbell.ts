import { RedisLink } from '@gavel/redis-link';
import { closed, unavailable } from './errors.ts';

/** Sleeps until a job was added. Has a connection of its own, since waiting blocks it. */
export class Doorbell {
  readonly #link: RedisLink;
  readonly #key: string;

  constructor(url: string, key: string, timeoutMs: number, onError: (error: Error) => void) {
    this.#link = new RedisLink({ url, timeoutMs, onError, unavailable, closed });
    this.#key = key;
  }

  /** Resolves when it rings or after `withinMs`; rejects when Redis is away or the bell was closed. */
  async wait(withinMs: number): Promise<void> {
    await this.#link.run((client) => client.brPop(this.#key, withinMs / 1_000), withinMs);
  }

  close(): void {
    this.#link.close();
  }
}
