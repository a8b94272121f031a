import type { Language } from '@gavel/contract';
import type { RedisClient } from '@gavel/redis-link';
import { announce, LANGUAGES_KEY, LANGUAGES_SEEN_MS, readAnnouncements } from '../languages.ts';

/** Tells the apis which languages this worker judges, for as long as it lives. */
export function announceLanguages(
  redis: RedisClient,
  workerId: string,
  languages: Language[],
  onError: (error: Error) => void,
): { withdraw(): Promise<void> } {
  const tell = () => void announce(redis, workerId, languages).catch(onError);
  forgetGone(redis).catch(onError);
  tell();
  const timer = setInterval(tell, LANGUAGES_SEEN_MS / 3);
  return {
    async withdraw() {
      clearInterval(timer);
      await redis.hDel(LANGUAGES_KEY, workerId).catch(onError);
    },
  };
}

/** A worker that was killed could not withdraw. One that lives says it again soon. */
async function forgetGone(redis: RedisClient): Promise<void> {
  const announced = [...(await readAnnouncements(redis))];
  const gone = announced.flatMap(([id, languages]) => (languages === null ? [id] : []));
  if (gone.length > 0) await redis.hDel(LANGUAGES_KEY, gone);
}
