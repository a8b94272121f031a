import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseUnavailable } from '@gavel/store';

const RETRY_MS = 1_000;

/**
 * Calls until Postgres answers. An outage is nobody's failed attempt: the job is held under its lease meanwhile, at
 * most one for each slot.
 * @throws an AbortError when `signal` is aborted, and every error that is no outage.
 */
export async function untilDatabase<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      await delay(RETRY_MS, undefined, { signal });
    }
  }
}
