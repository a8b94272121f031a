import type { LiveEvent } from '@gavel/contract';
import type { Publisher } from '@gavel/live';
import type { Logger } from 'pino';

/**
 * Publishes the steps of a job in order without holding up the judging. Live messages are a convenience and
 * Postgres is the record, so a Redis that is away costs messages, never a verdict.
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

  send(event: LiveEvent, channels = this.#channels): void {
    const text = JSON.stringify(event);
    this.#last = this.#last
      .then(() => Promise.all(channels.map((channel) => this.#publisher.publish(channel, text))))
      .catch((error) =>
        this.#log.warn({ err: error, event: event.type }, 'a live message was not published'),
      );
  }

  /** Resolves when all that was sent is out, or given up. */
  async sent(): Promise<void> {
    await this.#last;
  }
}
