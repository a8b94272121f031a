import type { Job, LiveEvent } from '@gavel/contract';
import { jobOf } from '../job.ts';
import type { RouteContext } from './context.ts';

/**
 * Puts a new row into the queue and tells its author's devices. The row is the record: while Redis is away this only
 * logs, and the sweeper puts it into the queue later. Gives the place in line, if it is known.
 */
export async function announce(
  { queue, publisher, log }: Pick<RouteContext, 'queue' | 'publisher' | 'log'>,
  job: Job,
  userId: string,
  jobClass = 'practice',
): Promise<number | null> {
  try {
    await queue.add(jobOf(job, userId, jobClass));
    const position = (await queue.position(job.id))?.position ?? null;
    if (job.kind === 'submission') {
      const event: LiveEvent = { type: 'submission.queued', id: job.id, position };
      const text = JSON.stringify(event);
      await Promise.all(
        [`submission:${job.id}`, `user:${userId}`].map((name) => publisher.publish(name, text)),
      );
    }
    return position;
  } catch (error) {
    log.warn({ err: error, job }, 'not queued yet: the sweeper will');
    return null;
  }
}
