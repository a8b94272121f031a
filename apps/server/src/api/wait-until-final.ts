import { setTimeout as delay } from 'node:timers/promises';
import type { Hub } from '@gavel/live';

/** Live messages may be away with Redis: then the row is looked at this often. */
const LOOK_AGAIN_MS = 2_000;

interface Wait<T> {
  readonly hub: Hub;
  readonly channel: string;
  /** `type`s of the events that say it is final. */
  readonly finalEvents: readonly string[];
  readonly read: () => Promise<T>;
  readonly isFinal: (value: T) => boolean;
  readonly milliseconds: number;
  /** Ends the wait early: the client has gone, or the server stops. */
  readonly signal: AbortSignal;
}

/** Reads until the value is final or the time is over, and gives the last one read. Learns of the end by the channel. */
export async function waitUntilFinal<T>(wait: Wait<T>): Promise<T> {
  const { hub, channel, finalEvents, read, isFinal, milliseconds, signal } = wait;
  const deadline = Date.now() + milliseconds;
  let value = await read();
  if (isFinal(value) || milliseconds <= 0 || signal.aborted) return value;

  const bell = new Bell();
  const subscription = hub.subscribe(channel, {
    // Also when the subscription begins: the end may have come between the first look and it.
    start: () => bell.ring(),
    message: ({ event }) => {
      if (finalEvents.some((type) => event.includes(`"${type}"`))) bell.ring();
    },
  });
  try {
    while (!isFinal(value) && Date.now() < deadline && !signal.aborted) {
      await bell.rung(Math.min(LOOK_AGAIN_MS, deadline - Date.now()), signal);
      value = await read();
    }
    return value;
  } finally {
    subscription.close();
  }
}

/** Remembers a ring that came while nobody listened: news that come during a look are looked at too. */
class Bell {
  #next = Promise.withResolvers<void>();

  ring(): void {
    this.#next.resolve();
  }

  /** Resolves at the next ring, after so many milliseconds, or when `stop` aborts. */
  async rung(milliseconds: number, stop: AbortSignal): Promise<void> {
    const enough = new AbortController();
    const signal = AbortSignal.any([stop, enough.signal]);
    // Rejects only when aborted, which is how the pause is cut short.
    const pause = delay(Math.max(milliseconds, 0), undefined, { signal }).catch(() => {});
    await Promise.race([this.#next.promise, pause]);
    enough.abort();
    this.#next = Promise.withResolvers<void>();
  }
}
