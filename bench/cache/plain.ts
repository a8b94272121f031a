import type { WriteOrder } from '@gavel/cache';
import type { RedisClientType } from 'redis';

/** The three orders as they are written down everywhere, without any cure. */
export class PlainCache {
  readonly #redis: RedisClientType;
  readonly #lifeMs: number;

  constructor(redis: RedisClientType, lifeMs: number) {
    this.#redis = redis;
    this.#lifeMs = lifeMs;
  }

  async read(key: string, load: () => Promise<number>): Promise<number> {
    const kept = await this.#redis.get(key);
    if (kept !== null) return JSON.parse(kept) as number;
    const value = await load();
    await this.#put(key, value);
    return value;
  }

  async write(order: WriteOrder, key: string, value: number, commit: () => Promise<void>): Promise<void> {
    if (order === 'invalidate-first') await this.#redis.del(key);
    if (order === 'cache-first') await this.#put(key, value);
    await commit();
    if (order === 'database-first') await this.#put(key, value);
  }

  async #put(key: string, value: number): Promise<void> {
    await this.#redis.set(key, JSON.stringify(value), { expiration: { type: 'PX', value: this.#lifeMs } });
  }
}
