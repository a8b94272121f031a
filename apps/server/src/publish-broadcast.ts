import type { Broadcast, LiveEvent } from '@gavel/contract';
import type { Resources } from './resources.ts';

/** Tells every open page. The row says whether that was done, so that the sweeper can do it when Redis was away. */
export async function publishBroadcast(
  { publisher, store }: Pick<Resources, 'publisher' | 'store'>,
  { id, type, coins, message, event }: Broadcast,
): Promise<void> {
  const told: LiveEvent = type === 'lucky' ? { type, id, coins, message } : { type, id, message, event };
  await publisher.publish(event === null ? 'all' : `event:${event}`, JSON.stringify(told));
  await store.broadcasts.setPublished(id);
}
