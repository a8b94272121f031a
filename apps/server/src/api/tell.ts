import type { ChannelsEvent } from '../ended-events.ts';
import { publishAll } from '../publish-all.ts';
import type { RouteContext } from './context.ts';

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
    await publishAll(publisher, messages);
  } catch (error) {
    log.warn({ err: error }, 'live messages were not published');
  }
}
