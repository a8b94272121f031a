import type { DeadLetter, PastVerdict } from '@gavel/contract';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { REJUDGE } from './judging.ts';
import { keepPastVerdicts } from './past-verdicts.ts';
import { iso } from './text.ts';

/** A row that is queued again. */
export interface Requeued {
  readonly id: string;
  readonly userId: string;
  readonly eventId: string | null;
  /** The next attempt is above it. */
  readonly attempt: number;
  readonly class: string;
}

export interface RejudgeSubmission {
  /**
   * Puts one that is done back into the state `queued`; its verdict is kept among the past ones. null: it is not done.
   * @param by the admin who wants it
   * @param only 'JE': one that ended so, and nothing else; it keeps its class, as it never had a real verdict
   */
  requeue(id: string, by: string, only?: 'JE'): Promise<Requeued | null>;
  /** Those that ended as JE, newest first, with an id below `before` (null: from the newest). */
  judgeErrors(before: string | null, limit: number): Promise<DeadLetter[]>;
  /** Verdicts that were in force once, the latest first. */
  pastVerdicts(id: string): Promise<PastVerdict[]>;
}

export function rejudgeSubmission(db: Database): RejudgeSubmission {
  return {
    requeue: (id, by, only) =>
      db.transaction().execute(async (tx) => {
        let query = tx.selectFrom('submission').select('id').where('id', '=', id).where('state', '=', 'done');
        if (only) query = query.where('verdict', '=', only);
        if (!(await query.forUpdate().executeTakeFirst())) return null;
        await keepPastVerdicts(tx, sql`${id}::uuid`, { by, rejudgingId: null });
        return tx
          .updateTable('submission')
          .set({
            ...{
              state: 'queued',
              attempt: sql<number>`attempt + 1`,
              verdict: null,
              score: null,
              error: null,
            },
            ...{ cpuMs: null, memoryKib: null, totalTests: null, compile: null, phases: null },
            ...{ startedAt: null, finishedAt: null },
            ...(only ? {} : { class: REJUDGE }),
          })
          .where('id', '=', id)
          .returning(['id', 'userId', 'eventId', 'attempt', 'class'])
          .executeTakeFirstOrThrow();
      }),

    async judgeErrors(before, limit) {
      let query = db
        .selectFrom('submission')
        .innerJoin('problem', 'problem.id', 'submission.problemId')
        .innerJoin('user', 'user.id', 'submission.userId')
        .select(['submission.id', 'problem.slug as problem', 'userId', 'handle', 'language', 'attempt'])
        .select(['error as reason', 'finishedAt'])
        .where('verdict', '=', 'JE')
        .orderBy('submission.id', 'desc')
        .limit(limit);
      if (before !== null) query = query.where('submission.id', '<', before);
      const rows = await query.execute();
      return rows.map(({ userId, handle, finishedAt, ...row }) => ({
        ...row,
        user: { id: userId, handle },
        diedAt: iso(finishedAt as Date),
      }));
    },

    async pastVerdicts(id) {
      const rows = await db
        .selectFrom('pastVerdict')
        .select(['attempt', 'verdict', 'score', 'judgedAt', 'replacedAt', 'rejudgingId as rejudging'])
        .where('submissionId', '=', id)
        .orderBy('attempt', 'desc')
        .execute();
      return rows.map((row) => ({ ...row, judgedAt: iso(row.judgedAt), replacedAt: iso(row.replacedAt) }));
    },
  };
}
