import { randomUUID } from 'node:crypto';
import type { RedisClient } from '@gavel/redis-link';

/** Lua, as two commands could change another's turn: expiry is set only while the key holds our token. */
const EXTEND = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

/**
 * One process at a time, by a key in Redis that expires. A holder that was frozen learns at its next `hold` that its
 * turn has passed on; what it does before must be harmless when two do it.
 */
export class Turn {
  readonly #redis: RedisClient;
  readonly #key: string;
  readonly #token = randomUUID();

  constructor(redis: RedisClient, key: string) {
    this.#redis = redis;
    this.#key = key;
  }

  /** Whether the turn is ours now, for so many milliseconds. */
  async take(milliseconds: number): Promise<boolean> {
    const expiration = { type: 'PX', value: milliseconds } as const;
    return (await this.#redis.set(this.#key, this.#token, { condition: 'NX', expiration })) !== null;
  }

  /** It ends so many milliseconds from now. False: it was not ours any more. */
  async hold(milliseconds: number): Promise<boolean> {
    const parameters = { keys: [this.#key], arguments: [this.#token, String(milliseconds)] };
    return (await this.#redis.eval(EXTEND, parameters)) === 1;
  }
}
