import { createHash } from 'node:crypto';
import type { RedisClient } from '@gavel/redis-link';
import type { Logger } from 'pino';
import { within } from '../within.ts';
import { ApiError } from './errors.ts';

const FAILURES = 10;
const FORGET_SECONDS = 300;
const ANSWER_MS = 500;

interface Attempt {
  /** A handle or an e-mail address, as it was sent. */
  readonly name: string;
  readonly address: string;
}

/**
 * Slows down guessing at one account from one address; others in the same classroom are not held up.
 * While Redis is away nothing is counted: signing in must go on.
 */
export class FailedSignIns {
  readonly #redis: RedisClient;
  readonly #log: Logger;

  constructor({ redis, log }: { redis: RedisClient; log: Logger }) {
    this.#redis = redis;
    this.#log = log;
  }

  /** Throws `too-many-attempts` after too many failures. */
  async check(attempt: Attempt): Promise<void> {
    const key = keyOf(attempt);
    const counted = await this.#ask(async () => [await this.#redis.get(key), await this.#redis.ttl(key)]);
    if (counted && Number(counted[0]) >= FAILURES) throw tooMany(Number(counted[1]));
  }

  /** Throws `too-many-attempts` where this one is too many: those sent at once have all passed `check`. */
  async add(attempt: Attempt): Promise<void> {
    const key = keyOf(attempt);
    // Not EXPIRE NX, which is younger than Redis 6.2.
    const onceFor = { condition: 'NX', expiration: { type: 'EX', value: FORGET_SECONDS } } as const;
    const counted = await this.#ask(() =>
      this.#redis.multi().set(key, '0', onceFor).incr(key).ttl(key).exec(),
    );
    if (counted && Number(counted[1]) > FAILURES) throw tooMany(Number(counted[2]));
  }

  async clear(attempt: Attempt): Promise<void> {
    await this.#ask(() => this.#redis.del(keyOf(attempt)));
  }

  async #ask<T>(question: () => Promise<T>): Promise<T | null> {
    if (!this.#redis.isReady) return null;
    try {
      return await within(ANSWER_MS, question());
    } catch (error) {
      this.#log.debug({ err: error }, 'failed sign-ins are not counted');
      return null;
    }
  }
}

/** Hashed: a name that is sent may be of any length, and be no handle at all. */
function keyOf({ name, address }: Attempt): string {
  const digest = createHash('sha256').update(JSON.stringify([name.toLowerCase(), address]));
  return `gavel:failed-sign-ins:${digest.digest('base64url')}`;
}

function tooMany(secondsLeft: number): ApiError {
  const retryAfter = Math.max(1, secondsLeft);
  return new ApiError('too-many-attempts', `too many wrong passwords: try again in ${retryAfter} s`, {
    retryAfter,
  });
}
