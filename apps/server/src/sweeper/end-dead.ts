import { Job } from '@gavel/contract';
import { endedEvents, publishEnded } from '../ended-events.ts';
import { rowsOf } from '../job.ts';
import type { Resources } from '../resources.ts';

const PAGE = 100;

/** Ends the rows of dead jobs as JE with the reason; then the record knows, and the queue may forget them. */
export async function endDead(
  { store, queue, publisher, bell, log }: Pick<Resources, 'store' | 'queue' | 'publisher' | 'bell' | 'log'>,
  holdTurn: () => Promise<void>,
): Promise<void> {
  const { jobs } = await queue.list({ state: 'dead', count: PAGE });
  for (const dead of jobs) {
    await holdTurn();
    const { kind, id } = Job.parse(JSON.parse(dead.payload));
    const reason = `given up at attempt ${dead.attempt}: ${dead.reason}`;
    if (await rowsOf(store, kind).fail(id, dead.attempt, reason))
      log.error({ kind, id, reason }, 'ended as judge error');
    await publishEnded({ publisher, bell }, await endedEvents(store, kind, id));
    await queue.remove(id);
  }
}
