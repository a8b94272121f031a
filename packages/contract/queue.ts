import { z } from 'zod';
import { Timestamp } from './primitives.ts';

export const WorkerInfo = z.object({
  id: z.string(),
  slots: z.int(),
  running: z.int(),
  seenAt: Timestamp,
});
export type WorkerInfo = z.infer<typeof WorkerInfo>;

export const QueueState = z
  .object({
    waiting: z.int(),
    running: z.int(),
    workers: z.array(WorkerInfo),
    ratePerMinute: z.number().meta({ description: 'jobs finished in the last minute' }),
  })
  .meta({ id: 'QueueState' });
export type QueueState = z.infer<typeof QueueState>;
