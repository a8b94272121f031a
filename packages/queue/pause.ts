import { setTimeout as delay } from 'node:timers/promises';

/** So many milliseconds, or until the signal aborts. Never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // Rejects only when aborted, which is how a pause is cut short.
  await delay(ms, undefined, { signal }).catch(() => {});
}
