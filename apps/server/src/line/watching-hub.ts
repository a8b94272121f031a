import { Hub, type LiveOptions, type Position, type Receiver, type Subscription } from '@gavel/live';
import type { Line } from './line.ts';

/** A hub that shows the line which channels of submitters somebody reads, and what comes on them. */
export class WatchingHub extends Hub {
  readonly #line: Line;
  readonly #watched = new Map<string, { readers: number; subscription: Subscription }>();

  constructor(options: LiveOptions, line: Line) {
    super(options);
    this.#line = line;
  }

  override subscribe(channel: string, receiver: Receiver, since?: Position): Subscription {
    const subscription = super.subscribe(channel, receiver, since);
    if (!/^(user|submission):/.test(channel)) return subscription;
    const leave = this.#join(channel);
    return {
      started: subscription.started,
      close() {
        subscription.close();
        leave();
      },
    };
  }

  #join(channel: string): () => void {
    const watched = this.#watched.get(channel) ?? this.#watch(channel);
    watched.readers += 1;
    let joined = true;
    return () => {
      if (!joined) return;
      joined = false;
      watched.readers -= 1;
      if (watched.readers > 0) return;
      this.#watched.delete(channel);
      watched.subscription.close();
      this.#line.leave(channel);
    };
  }

  #watch(channel: string) {
    const line = this.#line;
    const subscription = super.subscribe(channel, {
      start: () => line.watch(channel),
      message: ({ event }) => line.hear(channel, event),
    });
    const watched = { readers: 0, subscription };
    this.#watched.set(channel, watched);
    return watched;
  }
}
