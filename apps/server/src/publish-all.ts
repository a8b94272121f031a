import type { Publisher } from '@gavel/live';
import { inPages } from './in-pages.ts';

export type ChannelMessage = readonly [channel: string, eventJson: string];

/** Publishes any number of messages, those of one channel in their order. @throws LiveError when one was not published. */
export function publishAll(publisher: Publisher, messages: readonly ChannelMessage[]): Promise<void> {
  return inPages(messages, ([channel, eventJson]) => publisher.publish(channel, eventJson));
}
