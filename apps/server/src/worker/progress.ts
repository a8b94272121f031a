import type { LiveEvent } from '@gavel/contract';
import type { Publisher } from '@gavel/live';
import type { Logger } from 'pino';
import type { ChannelsEvent } from '../ended-events.ts';

/**
 * Publishes the steps of a job in order without holding up the judging: a Redis that is away costs steps, never a
 * verdict. Only its end must be heard, so that is waited for.
 */
export class Progress {
  readonly #publisher: Publisher;
  readonly #channels: string[];
  readonly #log: Logger;
  #last: Promise<unknown> = Promise.resolve();

  constructor(publisher: Publisher, channels: string[], log: Logger) {
    this.#publisher = publisher;
    this.#channels = channels;
    this.#log = log;
  }

  send(event: LiveEvent): void {
    const text = JSON.stringify(event);
    this.#last = this.#last
      .then(() => Promise.all(this.#channels.map((channel) => this.#publisher.publish(channel, text))))
      .catch((error) =>
        this.#log.warn({ err: error, event: event.type }, 'a live message was not published'),
      );
  }

  /** The end of the job, after all that was sent. @throws LiveError when it could not be published. */
  async conclude(events: readonly ChannelsEvent[]): Promise<void> {
    await this.#last;
    for (const { channels, event } of events) {
      const text = JSON.stringify(event);
      await Promise.all(channels.map((channel) => this.#publisher.publish(channel, text)));
    }
  }
}
