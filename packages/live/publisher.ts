import { RedisLink, runScript } from '@gavel/redis-link';
import { newEpoch } from './epoch.ts';
import { closed, LiveError, unavailable } from './errors.ts';
import { rootOf, scripts } from './scripts.ts';
import type { Position, PublisherOptions } from './types.ts';

/** Bytes of one message. */
const MESSAGE_BOUND = 32 * 1024;

export class Publisher {
  readonly #link: RedisLink;
  readonly #historySize: number;
  readonly #historyMs: number;

  constructor(options: PublisherOptions) {
    const { url, timeoutMs = 1_000, onError = () => {} } = options;
    this.#historySize = options.historySize ?? 1_000;
    this.#historyMs = options.historyMs ?? 10 * 60_000;
    this.#link = new RedisLink({ url, timeoutMs, onError, unavailable, closed });
  }

  /**
   * Publishes a JSON text of at most 32 KiB. Rejects with `live-unavailable` within `timeoutMs` when Redis is away;
   * the message may have been published then.
   */
  async publish(channel: string, eventJson: string): Promise<Position> {
    if (Buffer.byteLength(eventJson) > MESSAGE_BOUND) {
      throw new LiveError(
        'live-too-large',
        `a message may have ${MESSAGE_BOUND} bytes: say where to read the rest`,
      );
    }
    const command = this.#link.isCluster ? 'SPUBLISH' : 'PUBLISH';
    const args = [eventJson, newEpoch(), this.#historySize, this.#historyMs, command];
    const reply = await this.#link.run((client) => runScript(client, scripts.publish, rootOf(channel), args));
    const [epoch, offset] = reply as [string, number];
    return { epoch, offset };
  }

  /** Calls under way reject with `live-closed`. */
  close(): void {
    this.#link.close();
  }
}
