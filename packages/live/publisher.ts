import { RedisLink, runScript } from '@gavel/redis-link';
import { newEpoch } from './epoch.ts';
import { closed, LiveError, unavailable } from './errors.ts';
import { rootOf, scripts } from './scripts.ts';
import type { Position, PublisherOptions } from './types.ts';

/** Bytes of one message. */
const MESSAGE_BOUND = 32 * 1024;
/** Messages of one call: bounds how long a script holds Redis. */
const BULK = 100;

interface Waiting {
  readonly channel: string;
  readonly event: string;
  readonly resolve: (position: Position) => void;
  readonly reject: (error: unknown) => void;
}

export class Publisher {
  readonly #link: RedisLink;
  readonly #historySize: number;
  readonly #historyMs: number;
  #waiting: Waiting[] = [];

  constructor(options: PublisherOptions) {
    const { url, timeoutMs = 1_000, onError = () => {} } = options;
    this.#historySize = options.historySize ?? 1_000;
    this.#historyMs = options.historyMs ?? 10 * 60_000;
    this.#link = new RedisLink({ url, timeoutMs, onError, unavailable, closed });
  }

  /**
   * Publishes a JSON text of at most 32 KiB. What is published in one go, as to the channels of a submission and of its
   * author, shares a call to Redis, and its failure, but on a cluster. Rejects with `live-unavailable` within `timeoutMs` when Redis is away;
   * the message may have been published then.
   */
  async publish(channel: string, eventJson: string): Promise<Position> {
    if (Buffer.byteLength(eventJson) > MESSAGE_BOUND) {
      throw new LiveError(
        'live-too-large',
        `a message may have ${MESSAGE_BOUND} bytes: say where to read the rest`,
      );
    }
    const { promise, resolve, reject } = Promise.withResolvers<Position>();
    if (this.#waiting.push({ channel, event: eventJson, resolve, reject }) === 1) {
      queueMicrotask(() => this.#flush());
    }
    return promise;
  }

  /** Calls under way reject with `live-closed`. */
  close(): void {
    this.#link.close();
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    // The channels of a call must be on one node.
    const bulk = this.#link.isCluster ? 1 : BULK;
    for (let from = 0; from < waiting.length; from += bulk) void this.#send(waiting.slice(from, from + bulk));
  }

  /** Never rejects. */
  async #send(messages: readonly Waiting[]): Promise<void> {
    const command = this.#link.isCluster ? 'SPUBLISH' : 'PUBLISH';
    const roots = messages.map(({ channel }) => rootOf(channel));
    const events = messages.map(({ event }) => event);
    const args = [newEpoch(), this.#historySize, this.#historyMs, command, ...events];
    try {
      const reply = await this.#link.run((client) => runScript(client, scripts.publish, roots, args));
      const positions = reply as (string | number)[];
      for (const [i, { resolve }] of messages.entries()) {
        resolve({ epoch: positions[2 * i] as string, offset: positions[2 * i + 1] as number });
      }
    } catch (error) {
      for (const { reject } of messages) reject(error);
    }
  }
}
