import { StoreError } from '@gavel/store';
import type { RouteContext } from './context.ts';
import { ApiError } from './errors.ts';

/** Seconds: at least and at most, and where nothing tells. The longest is short enough to notice a queue that sped up. */
const RETRY_AFTER = { least: 1, most: 60, unknown: 5 };

/**
 * `too-many-waiting` with the time in which one of the user's begins, as the queue estimates it; any other error as it is.
 * @param waiting the ids of the user's that wait
 */
export async function whenOneBegins(
  error: unknown,
  { queue, log }: Pick<RouteContext, 'queue' | 'log'>,
  waiting: () => Promise<string[]>,
): Promise<never> {
  if (!(error instanceof StoreError && error.code === 'too-many-waiting')) throw error;
  const places = await waiting()
    .then((ids) => queue.positions(ids))
    .catch((fault) => {
      log.debug({ err: fault }, 'no estimate');
      return [];
    });
  const waits = places.flatMap((place) => (place?.waitMs == null ? [] : [place.waitMs / 1000]));
  const seconds = waits.length === 0 ? RETRY_AFTER.unknown : Math.ceil(Math.min(...waits));
  const retryAfter = Math.min(Math.max(seconds, RETRY_AFTER.least), RETRY_AFTER.most);
  throw new ApiError('too-many-waiting', error.message, { retryAfter });
}
