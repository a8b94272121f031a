import { Language } from '@gavel/contract';
import type { RedisClient } from '@gavel/redis-link';
import { z } from 'zod';
import { within } from './within.ts';

/** Hash: worker id → what that worker can judge, and when it last said so. */
export const LANGUAGES_KEY = 'gavel:languages';
/** A worker that has been silent for longer is gone, and its languages with it. */
export const LANGUAGES_SEEN_MS = 15_000;
const CACHE_MS = 2_000;
const ANSWER_MS = 500;

export const Announcement = z.object({ seenAt: z.number(), languages: z.array(Language) });

export const isAlive = ({ seenAt }: { seenAt: number }) => Date.now() - seenAt < LANGUAGES_SEEN_MS;

/** The languages of all live workers. While Redis is away, or no worker is up, the last known ones. */
export class Languages {
  readonly #redis: RedisClient;
  #known: Language[] = [];
  #readAt = 0;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  async list(): Promise<Language[]> {
    if (Date.now() - this.#readAt < CACHE_MS) return this.#known;
    if (!this.#redis.isReady) return this.#known;
    // A Redis that stops answering in this moment is as one that is away.
    const entries = await within(ANSWER_MS, this.#redis.hGetAll(LANGUAGES_KEY)).catch(() => ({}));
    const announced = Object.values(entries)
      .map((text) => Announcement.parse(JSON.parse(text)))
      .filter(isAlive)
      .flatMap(({ languages }) => languages);
    const byId = new Map(announced.map((language) => [language.id, language]));
    if (byId.size > 0) this.#known = [...byId.values()].sort((a, b) => a.id.localeCompare(b.id));
    if (this.#known.length > 0) this.#readAt = Date.now();
    return this.#known;
  }

  async has(id: string): Promise<boolean> {
    return (await this.list()).some((language) => language.id === id);
  }
}
