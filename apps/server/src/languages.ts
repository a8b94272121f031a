import { Language } from '@gavel/contract';
import type { RedisClient } from '@gavel/redis-link';
import { z } from 'zod';
import { within } from './within.ts';

/** Hash: worker id → what that worker can judge, and when it last said so, by the clock of Redis. */
export const LANGUAGES_KEY = 'gavel:languages';
/** A worker that has been silent for longer is gone, and its languages with it. */
export const LANGUAGES_SEEN_MS = 15_000;
const CACHE_MS = 2_000;
const ANSWER_MS = 500;

const Announcement = z.object({ seenAt: z.number(), languages: z.array(Language) });

/** Lua, for the one clock that the machines of workers and apis share. */
const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;
const ANNOUNCE = `${NOW}
return redis.call('HSET', KEYS[1], ARGV[1], '{"seenAt":' .. now .. ',"languages":' .. ARGV[2] .. '}')`;
const READ = `${NOW}
return { now, redis.call('HGETALL', KEYS[1]) }`;

/** What this worker can judge, from now on for `LANGUAGES_SEEN_MS`. */
export async function announce(redis: RedisClient, workerId: string, languages: Language[]): Promise<void> {
  await redis.eval(ANNOUNCE, { keys: [LANGUAGES_KEY], arguments: [workerId, JSON.stringify(languages)] });
}

/** By the id of the worker; null: it has been silent for too long, or what it said cannot be read. */
export async function readAnnouncements(redis: RedisClient): Promise<Map<string, Language[] | null>> {
  const [now, entries] = (await redis.eval(READ, { keys: [LANGUAGES_KEY] })) as [number, string[]];
  const announced = new Map<string, Language[] | null>();
  for (let i = 0; i < entries.length; i += 2) {
    announced.set(entries[i] as string, languagesOf(entries[i + 1] as string, now));
  }
  return announced;
}

function languagesOf(text: string, now: number): Language[] | null {
  try {
    const { seenAt, languages } = Announcement.parse(JSON.parse(text));
    return now - seenAt < LANGUAGES_SEEN_MS ? languages : null;
  } catch {
    // A worker of another version, maybe: what it judges is not known here.
    return null;
  }
}

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
    const announced = await within(ANSWER_MS, readAnnouncements(this.#redis)).catch(() => new Map());
    const languages: Language[] = [...announced.values()].flatMap((each) => each ?? []);
    const byId = new Map(languages.map((language) => [language.id, language]));
    if (byId.size > 0) this.#known = [...byId.values()].sort((a, b) => a.id.localeCompare(b.id));
    if (this.#known.length > 0) this.#readAt = Date.now();
    return this.#known;
  }

  /** While no worker has ever told what it judges (Redis is away since the start) every language is taken. */
  async judges(id: string): Promise<boolean> {
    const known = await this.list();
    return known.length === 0 || known.some((language) => language.id === id);
  }
}
