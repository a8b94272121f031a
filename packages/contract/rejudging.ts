import { z } from 'zod';
import { bounds } from './bounds.ts';
import { Id, LanguageId, Slug, Timestamp, Verdict } from './primitives.ts';

/** Which submissions; all that is given must hold. */
const selection = {
  problem: Slug.optional(),
  event: Id.optional(),
  submissions: z.array(Id).min(1).max(bounds.rejudging).optional(),
  language: LanguageId.optional(),
  verdicts: z.array(Verdict).min(1).optional().meta({ description: 'only those with one of these verdicts' }),
};

export const NewRejudging = z
  .object({ ...selection, reason: z.string().trim().min(1).max(500) })
  .refine((asked) => asked.problem || asked.event || asked.submissions, {
    message: 'name a problem, an event or submissions',
  });
export type NewRejudging = z.infer<typeof NewRejudging>;

/** What a set was made of; `submissions` is how many were named. */
export const RejudgingSelection = z.object({
  problem: Slug.nullable(),
  event: Id.nullable(),
  submissions: z.int().nullable(),
  language: LanguageId.nullable(),
  verdicts: z.array(Verdict).nullable(),
});
export type RejudgingSelection = z.infer<typeof RejudgingSelection>;

/** judging: not all are judged again yet; judged: waits to be applied or cancelled. */
export const RejudgingState = z.enum(['judging', 'judged', 'applied', 'cancelled']);
export type RejudgingState = z.infer<typeof RejudgingState>;

export const RejudgingSummary = z
  .object({
    id: Id,
    state: RejudgingState,
    reason: z.string(),
    selection: RejudgingSelection,
    total: z.int(),
    done: z.int(),
    createdBy: z.object({ id: Id, handle: z.string() }),
    createdAt: Timestamp,
    endedAt: Timestamp.nullable(),
  })
  .meta({ id: 'RejudgingSummary' });
export type RejudgingSummary = z.infer<typeof RejudgingSummary>;

export const VerdictPair = z.object({ from: Verdict, to: Verdict, count: z.int() });
export type VerdictPair = z.infer<typeof VerdictPair>;

export const Rejudging = RejudgingSummary.extend({
  pairs: z
    .array(VerdictPair)
    .meta({ description: 'old and new verdicts of those judged again so far; equal ones too' }),
  changed: z.int().meta({ description: 'how many verdicts or scores differ' }),
  kept: z.int().meta({
    description: 'how many keep their verdict whatever the new one is: judged since, or a judge error',
  }),
}).meta({ id: 'Rejudging' });
export type Rejudging = z.infer<typeof Rejudging>;

export const RejudgingPage = z.object({
  items: z.array(RejudgingSummary),
  nextCursor: z.string().nullable(),
});
export type RejudgingPage = z.infer<typeof RejudgingPage>;

const Judged = z.object({ verdict: Verdict, score: z.number().nullable() });

/** A submission of a set, with the verdict it had and the one it got. */
export const RejudgedSubmission = z
  .object({
    submission: Id,
    problem: Slug,
    user: z.object({ id: Id, handle: z.string() }),
    language: LanguageId,
    createdAt: Timestamp,
    from: Judged.nullable().meta({ description: 'null: it was still being judged when the set was made' }),
    to: Judged.nullable().meta({ description: 'null: not judged again yet' }),
    kept: z.boolean().meta({ description: 'the old verdict stands whatever the new one is' }),
    error: z.string().nullable().meta({ description: 'why the new verdict is JE' }),
  })
  .meta({ id: 'RejudgedSubmission' });
export type RejudgedSubmission = z.infer<typeof RejudgedSubmission>;

export const RejudgedPage = z.object({
  items: z.array(RejudgedSubmission),
  nextCursor: z.string().nullable(),
});
export type RejudgedPage = z.infer<typeof RejudgedPage>;
