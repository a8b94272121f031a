import type { Publisher } from '@gavel/live';

/** How many messages are under way at once: thousands would fill the connection that others use too. */
const AT_ONCE = 200;

export type ChannelMessage = readonly [channel: string, eventJson: string];

/** Publishes any number of messages, those of one channel in their order. @throws LiveError when one was not published. */
export async function publishAll(publisher: Publisher, messages: readonly ChannelMessage[]): Promise<void> {
  for (let from = 0; from < messages.length; from += AT_ONCE) {
    const page = messages.slice(from, from + AT_ONCE);
    await Promise.all(page.map(([channel, eventJson]) => publisher.publish(channel, eventJson)));
  }
}
