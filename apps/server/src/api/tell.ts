import type { ChannelsEvent } from '../ended-events.ts';
import type { RouteContext } from './context.ts';

/** How many messages are under way at once. */
const AT_ONCE = 200;

/** Live messages about what the record says already: while Redis is away they are missed, and pages ask by themselves. */
export async function tell(
  { publisher, bell, log }: Pick<RouteContext, 'publisher' | 'bell' | 'log'>,
  events: readonly ChannelsEvent[],
): Promise<void> {
  const messages = events.flatMap(({ channels, event }) => {
    if (event.type !== 'standings.changed')
      return channels.map((channel) => [channel, JSON.stringify(event)] as const);
    bell.ring(event.id);
    return [];
  });
  try {
    for (let from = 0; from < messages.length; from += AT_ONCE) {
      const page = messages.slice(from, from + AT_ONCE);
      await Promise.all(page.map(([channel, text]) => publisher.publish(channel, text)));
    }
  } catch (error) {
    log.warn({ err: error }, 'live messages were not published');
  }
}
