import type { LiveEvent } from '@gavel/contract';
import type { ChannelsEvent } from '../ended-events.ts';
import type { Resources } from '../resources.ts';
import { publishEvents } from '../tell.ts';

type Means = Pick<Resources, 'publisher' | 'bell' | 'log'>;

/**
 * Publishes the steps of a job in order without holding up the judging: a Redis that is away costs steps, never a
 * verdict. Only its end must be heard, so that is waited for.
 */
export class Progress {
  readonly #means: Means;
  readonly #channels: string[];
  #last: Promise<unknown> = Promise.resolve();

  constructor(means: Means, channels: string[]) {
    this.#means = means;
    this.#channels = channels;
  }

  send(event: LiveEvent): void {
    const { publisher, log } = this.#means;
    const text = JSON.stringify(event);
    this.#last = this.#last
      .then(() => Promise.all(this.#channels.map((channel) => publisher.publish(channel, text))))
      .catch((error) => log.warn({ err: error, event: event.type }, 'a live message was not published'));
  }

  /** The end of the job, after all that was sent. @throws LiveError when it could not be published. */
  async conclude(events: readonly ChannelsEvent[]): Promise<void> {
    await this.#last;
    await publishEvents(this.#means, events);
  }
}
