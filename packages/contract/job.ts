import { z } from 'zod';
import { Id } from './primitives.ts';

/**
 * What waits in the queue. The rest is read from Postgres, the record, by whoever takes the job.
 * A judging is one submission of a rejudging set.
 */
export const Job = z.object({ kind: z.enum(['submission', 'run', 'judging']), id: Id });
export type Job = z.infer<typeof Job>;
