import type { Job } from '@gavel/contract';
import type { Unfinished } from '@gavel/store';
import { jobOf, rowsOf } from '../job.ts';
import type { Resources } from '../resources.ts';

const PAGE = 500;

/**
 * Puts unfinished rows that the queue does not know back into it. A row that ended since it was read costs one job
 * that finds it done; an attempt number that has grown since is refused by the row, and the next sweep brings the right one.
 */
export async function requeueLost(
  kind: Job['kind'],
  { store, queue, log }: Pick<Resources, 'store' | 'queue' | 'log'>,
  holdTurn: () => Promise<void>,
): Promise<void> {
  const rows = rowsOf(store, kind);
  let after: string | null = null;
  for (;;) {
    const page: Unfinished[] = await rows.unfinished(after, PAGE);
    const known = await queue.has(page.map((row) => row.id));
    const lost = page
      .filter((_, index) => !known[index])
      .map((row) => jobOf({ kind, id: row.id }, row.tenant, row.class, row.attempt));
    if (lost.length > 0) log.info({ kind, count: await queue.addBulk(lost) }, 'put back into the queue');
    if (page.length < PAGE) return;
    after = page.at(-1)?.id ?? null;
    await holdTurn();
  }
}
