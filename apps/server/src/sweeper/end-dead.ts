import { Job } from '@gavel/contract';
import type { ListedJob } from '@gavel/queue';
import { endedEvents } from '../ended-events.ts';
import { rowsOf } from '../job.ts';
import type { Resources } from '../resources.ts';
import { publishEvents } from '../tell.ts';

const PAGE = 100;

type Means = Pick<Resources, 'store' | 'queue' | 'publisher' | 'bell' | 'log'>;

/** Ends the rows of dead jobs as JE with the reason; then the record knows, and the queue may forget them. */
export async function endDead(means: Means, holdTurn: () => Promise<void>): Promise<void> {
  let cursor: number | null = 0;
  while (cursor !== null) {
    const page = await means.queue.list({ state: 'dead', count: PAGE, cursor });
    let ended = 0;
    for (const dead of page.jobs) {
      await holdTurn();
      try {
        await end(dead, means);
        ended++;
      } catch (error) {
        // It must not keep those behind it from their end; the next sweep tries again.
        means.log.warn({ err: error, id: dead.id }, 'a dead job could not be ended');
      }
    }
    // What was taken out lets the rest move up.
    cursor = page.cursor === null ? null : page.cursor - ended;
  }
}

async function end({ payload, attempt, reason }: ListedJob, means: Means): Promise<void> {
  const { store, queue, log } = means;
  const { kind, id } = Job.parse(JSON.parse(payload));
  const why = `given up at attempt ${attempt}: ${reason}`;
  if (await rowsOf(store, kind).fail(id, attempt, why))
    log.error({ kind, id, reason: why }, 'ended as judge error');
  await publishEvents(means, await endedEvents(store, kind, id));
  await queue.remove(id);
}
