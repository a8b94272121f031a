import { setTimeout as delay } from 'node:timers/promises';
import { ClientOfflineError } from 'redis';
import { newEpoch } from './epoch.ts';
import { Feed, type History } from './feed.ts';
import { rootOf, scripts } from './scripts.ts';
import { openSubscriber, type Subscriber } from './subscriber.ts';
import type { LiveOptions, Message, Position, Receiver, Subscription } from './types.ts';

const AFTER_ERROR_MS = 200;

/** The channels of one process; subscribed in Redis only to what somebody needs. */
export class Hub {
  readonly #subscriber: Subscriber;
  readonly #onError: (error: Error) => void;
  readonly #feeds = new Map<string, Feed>();
  readonly #leaving = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();

  constructor(options: LiveOptions) {
    this.#onError = options.onError ?? (() => {});
    this.#subscriber = openSubscriber({
      url: options.url,
      onError: (error) => {
        if (!this.#closing.signal.aborted) this.#onError(error);
      },
      onReady: () => {
        for (const feed of this.#feeds.values()) feed.recover();
      },
    });
  }

  /**
   * Without `since`: from now on. With it: what follows that position, if all of it is still kept.
   * `{ epoch: '', offset: 0 }` is the start of the channel. What a receiver throws goes to `onError`.
   */
  subscribe(channel: string, receiver: Receiver, since?: Position): Subscription {
    if (this.#closing.signal.aborted) return { started: Promise.resolve(false), close: () => {} };
    return (this.#feeds.get(channel) ?? this.#open(channel)).join(receiver, since);
  }

  /** How many channels this process is subscribed to. */
  get channels(): number {
    return this.#feeds.size;
  }

  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#subscriber.close();
    for (const feed of [...this.#feeds.values()]) feed.close();
    this.#feeds.clear();
  }

  #open(channel: string): Feed {
    const root = rootOf(channel);
    let epoch = '';
    const listener = (text: string) => {
      const message = parse(channel, text, epoch);
      epoch = message.epoch;
      feed.receive(message);
    };
    let subscribed: Promise<unknown> | undefined;
    const read = async (since: Position | null) => {
      subscribed ??= this.#join(root, listener);
      await subscribed;
      return this.#persist(() => this.#history(channel, since));
    };
    const onUnused = () => {
      this.#feeds.delete(channel);
      this.#leave(root, listener, subscribed);
    };
    const feed = new Feed(read, onUnused, this.#onError);
    this.#feeds.set(channel, feed);
    return feed;
  }

  /** After an unsubscribe of the same channel is answered: node-redis mixes the two up while both are on their way. */
  async #join(root: string, listener: (text: string) => void): Promise<void> {
    await this.#leaving.get(root);
    await this.#persist(() => this.#subscriber.subscribe(root, listener));
  }

  #leave(root: string, listener: (text: string) => void, subscribed?: Promise<unknown>): void {
    const before = this.#leaving.get(root);
    const left = Promise.all([before, subscribed])
      .then(() => this.#persist(() => this.#subscriber.unsubscribe(root, listener)))
      .then(() => {
        if (this.#leaving.get(root) === left) this.#leaving.delete(root);
      });
    this.#leaving.set(root, left);
  }

  async #history(channel: string, since: Position | null): Promise<History> {
    const args = [newEpoch(), since?.epoch ?? '', since?.offset ?? ''];
    const reply = await this.#subscriber.run(scripts.history, rootOf(channel), args);
    const [epoch, offset, complete, events] = reply as [string, number, 0 | 1, string[]];
    const first = offset - events.length + 1;
    return {
      epoch,
      offset,
      complete: complete === 1,
      messages: events.map((event, i) => ({ channel, epoch, offset: first + i, event })),
    };
  }

  /** Tries until it works; null when the hub was closed. While Redis is away calls wait for it by themselves. */
  async #persist<T>(call: () => Promise<T>): Promise<T | null> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        return await call();
      } catch (error) {
        if (signal.aborted) break;
        // Of a cluster's node; that it is away was told when it went.
        if (!(error instanceof ClientOfflineError)) this.#onError(error as Error);
        // Rejects only when the hub closes, which ends the loop.
        await delay(AFTER_ERROR_MS, undefined, { signal }).catch(() => {});
      }
    }
    return null;
  }
}

/**
 * `epoch offset event`, as the publishing script writes it. An epoch that is that of the message before is the same string:
 * thousands of receivers compare the two.
 */
function parse(channel: string, text: string, before: string): Message {
  const first = text.indexOf(' ');
  const second = text.indexOf(' ', first + 1);
  return {
    channel,
    epoch: text.startsWith(before) && before.length === first ? before : text.slice(0, first),
    offset: Number(text.slice(first + 1, second)),
    event: text.slice(second + 1),
  };
}
