import type { ChannelsEvent } from './ended-events.ts';
import { publishAll } from './publish-all.ts';
import type { Resources } from './resources.ts';

/** Standings are told of by the bell, with those of other submissions. @throws LiveError when one was not published. */
export function publishEvents(
  { publisher, bell }: Pick<Resources, 'publisher' | 'bell'>,
  events: readonly ChannelsEvent[],
): Promise<void> {
  const messages = events.flatMap(({ channels, event }) => {
    if (event.type !== 'standings.changed')
      return channels.map((channel) => [channel, JSON.stringify(event)] as const);
    bell.ring(event.id);
    return [];
  });
  return publishAll(publisher, messages);
}

/** Live messages about what the record says already: while Redis is away they are missed, and pages ask by themselves. */
export async function tell(
  means: Pick<Resources, 'publisher' | 'bell' | 'log'>,
  events: readonly ChannelsEvent[],
): Promise<void> {
  try {
    await publishEvents(means, events);
  } catch (error) {
    means.log.warn({ err: error }, 'live messages were not published');
  }
}
