import { once } from 'node:events';
import type { Hub } from '@gavel/live';

/** Live messages may be away with Redis: then the row is looked at this often. */
const LOOK_AGAIN_MS = 2_000;

interface Wait<T> {
  readonly hub: Hub;
  readonly channel: string;
  /** `type` of the event that says it is final. */
  readonly finalEvent: string;
  readonly read: () => Promise<T>;
  readonly isFinal: (value: T) => boolean;
  readonly milliseconds: number;
  /** Ends the wait early: the client has gone, or the server stops. */
  readonly signal: AbortSignal;
}

/** Reads until the value is final or the time is over, and gives the last one read. Learns of the end by the channel. */
export async function waitUntilFinal<T>(wait: Wait<T>): Promise<T> {
  const { hub, channel, finalEvent, read, isFinal, milliseconds, signal } = wait;
  const deadline = Date.now() + milliseconds;
  let value = await read();
  if (isFinal(value) || milliseconds <= 0 || signal.aborted) return value;

  const news = new EventTarget();
  const ring = () => news.dispatchEvent(new Event('news'));
  const subscription = hub.subscribe(channel, {
    // Also when the subscription begins: the end may have come between the first look and it.
    start: ring,
    message: ({ event }) => {
      if (event.includes(`"${finalEvent}"`)) ring();
    },
  });
  try {
    while (!isFinal(value) && Date.now() < deadline && !signal.aborted) {
      await newsOrTime(news, Math.min(LOOK_AGAIN_MS, deadline - Date.now()), signal);
      value = await read();
    }
    return value;
  } finally {
    subscription.close();
  }
}

async function newsOrTime(news: EventTarget, milliseconds: number, stop: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(Math.max(milliseconds, 1))]);
  try {
    await once(news, 'news', { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
