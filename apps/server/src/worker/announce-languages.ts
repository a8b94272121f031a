import type { Language } from '@gavel/contract';
import type { RedisClient } from '@gavel/redis-link';
import { Announcement, isAlive, LANGUAGES_KEY, LANGUAGES_SEEN_MS } from '../languages.ts';

/** Tells the apis which languages this worker judges, for as long as it lives. */
export function announceLanguages(
  redis: RedisClient,
  workerId: string,
  languages: Language[],
  onError: (error: Error) => void,
): { withdraw(): Promise<void> } {
  const announce = () => {
    const entry = JSON.stringify({ seenAt: Date.now(), languages });
    redis.hSet(LANGUAGES_KEY, workerId, entry).catch(onError);
  };
  forgetGone(redis).catch(onError);
  announce();
  const timer = setInterval(announce, LANGUAGES_SEEN_MS / 3);
  return {
    async withdraw() {
      clearInterval(timer);
      await redis.hDel(LANGUAGES_KEY, workerId).catch(onError);
    },
  };
}

/** A worker that was killed could not withdraw. */
async function forgetGone(redis: RedisClient): Promise<void> {
  const entries = Object.entries(await redis.hGetAll(LANGUAGES_KEY));
  const silent = entries.filter(([, text]) => !isAlive(Announcement.parse(JSON.parse(text))));
  if (silent.length > 0)
    await redis.hDel(
      LANGUAGES_KEY,
      silent.map(([id]) => id),
    );
}
