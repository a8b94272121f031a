import type { Broadcast, LiveEvent } from '@gavel/contract';
import { publishAll } from './publish-all.ts';
import type { Resources } from './resources.ts';

/**
 * Tells every open page, or those of all who take part in the event: on their own channels, since anybody may read that
 * of the event. The row says whether that was done, so that the sweeper can do it when Redis was away.
 */
export async function publishBroadcast(
  { publisher, store }: Pick<Resources, 'publisher' | 'store'>,
  { id, type, coins, message, event }: Broadcast,
): Promise<void> {
  const told: LiveEvent = type === 'lucky' ? { type, id, coins, message } : { type, id, message, event };
  const text = JSON.stringify(told);
  const participants = event === null ? [] : await store.events.participants(event);
  const channels = event === null ? ['all'] : participants.map((user) => `user:${user.id}`);
  await publishAll(
    publisher,
    channels.map((channel) => [channel, text]),
  );
  await store.broadcasts.setPublished(id);
}
