import type { RejudgingState } from '@gavel/contract';
import { type Kysely, sql, type UpdateResult } from 'kysely';
import type { Database, Tables } from './database.ts';
import { lockRejudging, rejudgingState } from './end-rejudging.ts';
import { mayStart, problemWork, type SubmissionOutcome, type SubmissionWork } from './judging.ts';
import { json, storable, storableOrNull } from './text.ts';
import { type Unfinished, unfinishedJudgings } from './unfinished.ts';

/** How far a set is. */
export interface RejudgingProgress {
  readonly id: string;
  readonly state: RejudgingState;
  readonly total: number;
  readonly done: number;
}

/** Judging the submissions of a set again, one by one: as for a submission, but what is written is not in force. */
export interface Judgings {
  /** As for a submission; `id` of the work is the submission's. */
  start(id: string, attempt: number): Promise<SubmissionWork | null>;
  /** Writes the verdict if `attempt` still holds the judging. */
  finish(id: string, attempt: number, outcome: SubmissionOutcome): Promise<{ stored: boolean }>;
  fail(id: string, attempt: number, reason: string): Promise<boolean>;
  /** Of the set that a judging belongs to. */
  progress(id: string): Promise<RejudgingProgress | null>;
  unfinished(after: string | null, limit: number): Promise<Unfinished[]>;
}

export function judgings(db: Database): Judgings {
  return {
    start: (id, attempt) => db.transaction().execute((tx) => start(tx, id, attempt)),
    unfinished: (after, limit) => unfinishedJudgings(db, after, limit),

    async finish(id, attempt, outcome) {
      const { verdict, score, cpuMs, memoryKiB, compile, tests, error = null, phases = null } = outcome;
      const stored = await end(db, id, (tx) =>
        tx
          .updateTable('judging')
          .set({
            ...{ state: 'done', verdict, score, cpuMs, memoryKib: memoryKiB, compile: json(compile) },
            ...{ tests: json(tests), error: storableOrNull(error), phases: json(phases) },
            finishedAt: sql`now()`,
          })
          .where('id', '=', id)
          .where('attempt', '=', attempt)
          .where('state', '=', 'running')
          .executeTakeFirst(),
      );
      return { stored };
    },

    fail: (id, attempt, reason) =>
      end(db, id, (tx) =>
        tx
          .updateTable('judging')
          .set({ state: 'done', verdict: 'JE', score: 0, error: storable(reason), finishedAt: sql`now()` })
          .where('id', '=', id)
          .where('attempt', '<=', attempt)
          .where('state', 'in', ['queued', 'running'])
          .executeTakeFirst(),
      ),

    async progress(id) {
      const set = await db
        .selectFrom('rejudging')
        .select(['id', 'state', 'total', 'done'])
        .where('id', '=', (set) =>
          set.selectFrom('judging').select('rejudgingId').where('judging.id', '=', id),
        )
        .executeTakeFirst();
      return set ? { ...set, state: rejudgingState(set) } : null;
    },
  };
}

async function start(tx: Kysely<Tables>, id: string, attempt: number): Promise<SubmissionWork | null> {
  const row = await tx
    .updateTable('judging')
    .set({ state: 'running', attempt, startedAt: sql`now()` })
    .where('id', '=', id)
    .where(mayStart(attempt))
    .returning('submissionId')
    .executeTakeFirst();
  if (!row) return null;
  const { problemId, createdAt, ...submission } = await tx
    .selectFrom('submission')
    .select(['id', 'problemId', 'userId', 'eventId', 'language', 'source', 'createdAt'])
    .where('id', '=', row.submissionId)
    .executeTakeFirstOrThrow();
  const { problem, tests } = await problemWork(tx, problemId);
  await tx.updateTable('judging').set({ totalTests: tests.length }).where('id', '=', id).execute();
  return { ...submission, attempt, createdAt: createdAt.toISOString(), problem, tests };
}

/** The set is locked before its judging, as whoever applies or cancels it does. */
async function end(
  db: Database,
  id: string,
  write: (tx: Kysely<Tables>) => Promise<UpdateResult>,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const judging = await tx
      .selectFrom('judging')
      .select('rejudgingId')
      .where('id', '=', id)
      .executeTakeFirst();
    if (!judging) return false;
    await lockRejudging(tx, judging.rejudgingId);
    if ((await write(tx)).numUpdatedRows === 0n) return false;
    await tx
      .updateTable('rejudging')
      .set({ done: sql<number>`done + 1` })
      .where('id', '=', judging.rejudgingId)
      .execute();
    return true;
  });
}
