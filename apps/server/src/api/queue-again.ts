import type { Requeued } from '@gavel/store';
import { jobOf } from '../job.ts';
import type { RouteContext } from './context.ts';
import { tell } from './tell.ts';

/** Puts a row that is queued again into the queue and tells its author's devices. As for a new one, the sweeper helps. */
export async function queueAgain(
  context: Pick<RouteContext, 'queue' | 'publisher' | 'bell' | 'log'>,
  { id, userId, eventId, class: jobClass, attempt }: Requeued,
): Promise<void> {
  try {
    await context.queue.add(jobOf({ kind: 'submission', id }, userId, jobClass, attempt));
  } catch (error) {
    context.log.warn({ err: error, id }, 'not queued yet: the sweeper will');
  }
  const channels = [`submission:${id}`, `user:${userId}`];
  await tell(context, [{ channels, event: { type: 'submission.queued', id, position: null, attempt } }]);
  if (eventId) context.bell.ring(eventId);
}
