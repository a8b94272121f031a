import { z } from 'zod';
import { Id } from './primitives.ts';

/** What waits in the queue. The rest is read from Postgres, the record, by whoever takes the job. */
export const Job = z.object({ kind: z.enum(['submission', 'run']), id: Id });
export type Job = z.infer<typeof Job>;
