import { z } from 'zod';
import { Id, LanguageId, Slug, Timestamp } from './primitives.ts';

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
    paused: z
      .array(z.string())
      .optional()
      .meta({ description: 'classes of which nothing is taken: `event`, `practice`, `rejudge`' }),
    ratePerMinute: z.number().meta({ description: 'jobs finished in the last minute' }),
  })
  .meta({ id: 'QueueState' });
export type QueueState = z.infer<typeof QueueState>;

/** A submission that ended as JE: its worker died with it too often, or the judge failed. */
export const DeadLetter = z
  .object({
    id: Id,
    problem: Slug,
    user: z.object({ id: Id, handle: z.string() }),
    language: LanguageId,
    attempt: z.int(),
    reason: z.string().nullable(),
    diedAt: Timestamp,
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetter = z.infer<typeof DeadLetter>;

export const DeadLetterPage = z.object({
  items: z.array(DeadLetter),
  nextCursor: z.string().nullable(),
});
export type DeadLetterPage = z.infer<typeof DeadLetterPage>;
