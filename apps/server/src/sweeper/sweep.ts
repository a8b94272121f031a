import type { Resources } from '../resources.ts';
import { endDead } from './end-dead.ts';
import { publishBroadcasts } from './publish-broadcasts.ts';
import { requeueLost } from './requeue-lost.ts';

/**
 * What a death between two steps has left undone. Each part is a page at a time, by an index, and may be done twice,
 * by two processes at once, or on rows read long ago.
 * @param holdTurn called before each page; rejects when this process is to stop.
 */
export async function sweep(resources: Resources, holdTurn: () => Promise<void>): Promise<void> {
  const { store, cache, log } = resources;
  const parts = {
    'put back submissions': () => requeueLost('submission', resources, holdTurn),
    'put back runs': () => requeueLost('run', resources, holdTurn),
    'put back judgings': () => requeueLost('judging', resources, holdTurn),
    'end what is dead': () => endDead(resources, holdTurn),
    'publish broadcasts': () => publishBroadcasts(resources),
    'clear what the cache has missed': () => cache.settle(),
    'remove what is old': () => store.removeOld(),
  };
  // One that fails each time must not keep the others from their turn.
  for (const [part, work] of Object.entries(parts)) {
    await holdTurn();
    await work().catch((error) => log.warn({ err: error, part }, 'a part of the sweep failed: tried again'));
  }
}
