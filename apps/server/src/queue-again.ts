import type { Requeued } from '@gavel/store';
import { jobOf } from './job.ts';
import type { Resources } from './resources.ts';
import { tell } from './tell.ts';

/** Puts a row that is queued again into the queue and tells its author's devices. As for a new one, the sweeper helps. */
export async function queueAgain(
  means: Pick<Resources, 'queue' | 'publisher' | 'bell' | 'log'>,
  { id, userId, eventId, class: jobClass, attempt }: Requeued,
): Promise<void> {
  try {
    await means.queue.add(jobOf({ kind: 'submission', id }, userId, jobClass, attempt));
  } catch (error) {
    means.log.warn({ err: error, id }, 'not queued yet: the sweeper will');
  }
  const channels = [`submission:${id}`, `user:${userId}`];
  await tell(means, [{ channels, event: { type: 'submission.queued', id, position: null, attempt } }]);
  if (eventId) means.bell.ring(eventId);
}
