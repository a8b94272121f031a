import type { SubmissionState } from '@gavel/contract';
import type { Resources } from './resources.ts';
import { tell } from './tell.ts';

/**
 * Cancels a submission that has no verdict and never had one: in the record first, then in the queue, then its author's
 * devices are told. Gives the state that it is in now; null: unknown.
 */
export async function cancelSubmission(
  means: Pick<Resources, 'store' | 'queue' | 'publisher' | 'bell' | 'log'>,
  id: string,
): Promise<SubmissionState | null> {
  const { store, queue, bell, log } = means;
  const row = await store.submissions.cancel(id);
  if (row?.state !== 'cancelled') return row?.state ?? null;
  // Also when it was cancelled before: the call that did it may have died before it came here.
  await queue
    .cancel(id)
    .catch((error) => log.warn({ err: error, id }, 'cancelled in the record; its job will find that'));
  if (row.changed) {
    const channels = [`submission:${id}`, `user:${row.userId}`];
    await tell(means, [{ channels, event: { type: 'submission.cancelled', id } }]);
    if (row.eventId) bell.ring(row.eventId);
  }
  return row.state;
}
