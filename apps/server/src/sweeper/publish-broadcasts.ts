import { publishBroadcast } from '../publish-broadcast.ts';
import type { Resources } from '../resources.ts';

const PAGE = 100;

/**
 * Tells everybody of broadcasts whose api died, or had no Redis, between the row and the message. `seconds`: for so long
 * that api is expected to do it. A page that was told twice knows the id.
 */
export async function publishBroadcasts(
  { store, publisher, log }: Pick<Resources, 'store' | 'publisher' | 'log'>,
  seconds = 5,
): Promise<void> {
  for (const broadcast of await store.broadcasts.unpublished(seconds, PAGE)) {
    await publishBroadcast({ store, publisher }, broadcast);
    log.info({ broadcast: broadcast.id }, 'told everybody late');
  }
}
