import type { LiveEvent } from '@gavel/contract';
import type { NewJob } from '@gavel/queue';
import type { Unfinished } from '@gavel/store';
import { jobOf } from '../job.ts';
import type { Resources } from '../resources.ts';
import { publishBroadcasts } from './publish-broadcasts.ts';

const PAGE = 500;

/**
 * Puts rows that the queue has lost back into it, and ends those whose job is dead. A job whose row is done needs no
 * sweep: who takes it finds the row done and acknowledges it.
 */
export async function sweep(resources: Resources): Promise<void> {
  await requeueLost('submission', resources);
  await requeueLost('run', resources);
  await endDead(resources);
  await publishBroadcasts(resources);
}

async function requeueLost(kind: 'submission' | 'run', { store, queue, log }: Resources): Promise<void> {
  const rows = kind === 'submission' ? store.submissions : store.runs;
  let after: string | null = null;
  for (;;) {
    const page: Unfinished[] = await rows.unfinished(after, PAGE);
    const known = await queue.has(page.map((row) => row.id));
    const lost: NewJob[] = page
      .filter((_, index) => !known[index])
      .map((row) => jobOf({ kind, id: row.id }, row.userId, row.class, row.attempt));
    if (lost.length > 0) log.info({ kind, count: await queue.addBulk(lost) }, 'put back into the queue');
    if (page.length < PAGE) return;
    after = page.at(-1)?.id ?? null;
  }
}

async function endDead({ store, queue, publisher, log }: Resources): Promise<void> {
  for (const job of await queue.dead(PAGE)) {
    const { kind, id } = JSON.parse(job.payload) as { kind: 'submission' | 'run'; id: string };
    const reason = `given up after ${job.attempt} attempts: ${job.reason}`;
    const ended = await (kind === 'submission' ? store.submissions : store.runs).fail(id, reason);
    await queue.remove(id);
    if (!ended) continue;
    log.error({ kind, id, reason }, 'ended as judge error');
    const event: LiveEvent =
      kind === 'submission'
        ? { type: 'submission.finished', id, verdict: 'JE', score: 0, cpuMs: 0, memoryKiB: 0 }
        : { type: 'run.finished', id };
    for (const channel of [`${kind}:${id}`, `user:${job.tenant}`]) {
      await publisher.publish(channel, JSON.stringify(event));
    }
  }
}
