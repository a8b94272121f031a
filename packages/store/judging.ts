import type { Comparison, Submission, SubmissionState, TestResult, Verdict } from '@gavel/contract';
import { type Kysely, sql } from 'kysely';
import type { Database, Tables } from './database.ts';
import { reward, settleRewards } from './rewards.ts';
import { insertTests } from './submission-tests.ts';
import { json, storable, storableOrNull } from './text.ts';

/** The class of a submission that had a verdict once: it cannot be cancelled, and its author's bound does not count it. */
export const REJUDGE = 'rejudge';

export interface WorkTest {
  readonly index: number;
  readonly name: string;
  readonly points: number | null;
  /** SHA-256 in hex; the contents are in `store.blobs`. */
  readonly input: string;
  readonly answer: string;
}

/** Everything that is needed to judge a submission. */
export interface SubmissionWork {
  readonly id: string;
  readonly userId: string;
  readonly eventId: string | null;
  readonly attempt: number;
  readonly language: string;
  readonly source: string;
  readonly createdAt: string;
  readonly problem: {
    readonly slug: string;
    readonly timeLimitMs: number;
    readonly memoryLimitKiB: number;
    /** null: the judge's own. */
    readonly outputLimitBytes: number | null;
    readonly comparison: Comparison;
    /** SHA-256 in hex of the sources of a checker or interactor; null: tokens are compared. */
    readonly referee: string | null;
  };
  readonly tests: readonly WorkTest[];
}

export interface SubmissionOutcome {
  readonly verdict: Verdict;
  readonly score: number;
  readonly cpuMs: number;
  readonly memoryKiB: number;
  readonly compile: Submission['compile'];
  readonly tests: readonly TestResult[];
  /** Why it ended as JE. */
  readonly error?: string | null;
  /** Where the time went, in milliseconds. */
  readonly phases?: Record<string, number> | null;
}

export interface Finished {
  /** false: another attempt holds the submission, or it was done already; nothing was changed. */
  readonly stored: boolean;
  /** The author's new balance, if this verdict changed it. */
  readonly coins: number | null;
}

export interface Judging {
  /**
   * Sets the row `running` under this attempt number, or gives null: done, cancelled, unknown, or held by a later
   * attempt. Calling it again under the same number is harmless.
   */
  start(id: string, attempt: number): Promise<SubmissionWork | null>;
  /** Writes the verdict, the tests and the reward in one transaction, if `attempt` still holds the row. */
  finish(id: string, attempt: number, outcome: SubmissionOutcome): Promise<Finished>;
  /**
   * Ends it as JE, whoever holds it under this attempt or an earlier one. false: it had ended already, was begun under a
   * later attempt, or is unknown.
   */
  fail(id: string, attempt: number, reason: string): Promise<boolean>;
  /** Ends it without a verdict, if it has none and never had one. null: unknown. */
  cancel(id: string): Promise<Cancelled | null>;
}

interface Cancelled {
  readonly state: SubmissionState;
  readonly userId: string;
  readonly eventId: string | null;
  /** false: it had ended already, or had a verdict once and is judged again; nothing was changed. */
  readonly changed: boolean;
}

export function judging(db: Database): Judging {
  return {
    start: (id, attempt) => db.transaction().execute((tx) => start(tx, id, attempt)),
    finish: (id, attempt, outcome) => db.transaction().execute((tx) => finish(tx, id, attempt, outcome)),

    async fail(id, attempt, reason) {
      const row = await db
        .updateTable('submission')
        .set({ state: 'done', verdict: 'JE', score: 0, error: storable(reason), finishedAt: sql`now()` })
        .where('id', '=', id)
        .where('state', 'in', ['queued', 'running'])
        .where('attempt', '<=', attempt)
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async cancel(id) {
      const row = await db
        .updateTable('submission')
        .set({ state: 'cancelled', finishedAt: sql`now()` })
        .where('id', '=', id)
        .where('state', 'in', ['queued', 'running'])
        .where('class', '!=', REJUDGE)
        .returning(['state', 'userId', 'eventId'])
        .executeTakeFirst();
      if (row) return { ...row, changed: true };
      const ended = await db
        .selectFrom('submission')
        .select(['state', 'userId', 'eventId'])
        .where('id', '=', id)
        .executeTakeFirst();
      return ended ? { ...ended, changed: false } : null;
    },
  };
}

/** Of a row that is not ended: its first attempt, a later one than it knows, or the same again. */
export function mayStart(attempt: number) {
  return sql<boolean>`((state in ('queued', 'running') and attempt < ${attempt})
    or (state = 'running' and attempt = ${attempt}))`;
}

async function start(tx: Kysely<Tables>, id: string, attempt: number): Promise<SubmissionWork | null> {
  const row = await tx
    .updateTable('submission')
    .set({ state: 'running', attempt, startedAt: sql`now()` })
    .where('id', '=', id)
    .where(mayStart(attempt))
    .returning(['problemId', 'userId', 'eventId', 'language', 'source', 'createdAt'])
    .executeTakeFirst();
  if (!row) return null;
  const { problem, tests } = await problemWork(tx, row.problemId);
  await tx.updateTable('submission').set({ totalTests: tests.length }).where('id', '=', id).execute();
  const { userId, eventId, language, source, createdAt } = row;
  return {
    ...{ id, userId, eventId, attempt, language, source, problem, tests },
    createdAt: createdAt.toISOString(),
  };
}

/** Limits, comparison and tests by one statement: it sees one revision of a problem that is being replaced. */
export async function problemWork(tx: Kysely<Tables>, problemId: string) {
  const row = await tx
    .selectFrom('problem')
    .select(['slug', 'timeLimitMs', 'memoryLimitKib', 'outputLimitBytes', 'comparison', 'refereeSha256'])
    .select(
      sql<WorkTest[]>`(select coalesce(json_agg(json_build_object(
          'index', index, 'name', name, 'points', points,
          'input', encode(input_sha256, 'hex'), 'answer', encode(answer_sha256, 'hex')) order by index), '[]')
        from test_case where problem_id = problem.id)`.as('tests'),
    )
    .where('id', '=', problemId)
    .executeTakeFirstOrThrow();
  const { slug, timeLimitMs, memoryLimitKib, outputLimitBytes, comparison, refereeSha256, tests } = row;
  return {
    problem: {
      slug,
      timeLimitMs,
      memoryLimitKiB: memoryLimitKib,
      outputLimitBytes: outputLimitBytes === null ? null : Number(outputLimitBytes),
      comparison,
      referee: refereeSha256?.toString('hex') ?? null,
    },
    tests,
  };
}

async function finish(
  tx: Kysely<Tables>,
  id: string,
  attempt: number,
  outcome: SubmissionOutcome,
): Promise<Finished> {
  const { verdict, score, cpuMs, memoryKiB, compile, tests, error = null, phases = null } = outcome;
  const row = await tx
    .updateTable('submission')
    .set({
      state: 'done',
      verdict,
      score,
      cpuMs,
      memoryKib: memoryKiB,
      compile: json(compile),
      error: storableOrNull(error),
      phases: json(phases),
      finishedAt: sql`now()`,
    })
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('state', '=', 'running')
    .returning(['userId', 'problemId', 'class'])
    .executeTakeFirst();
  if (!row) return { stored: false, coins: null };

  // One parameter: Postgres takes at most 65,535.
  if (tests.length > 0) await insertTests(tx, sql`select ${id}::uuid, ${json(tests)}::jsonb`);
  const { userId, problemId } = row;
  if (row.class === REJUDGE) {
    const [wallet] = await settleRewards(tx, sql`${id}::uuid`);
    return { stored: true, coins: wallet?.coins ?? null };
  }
  const wallet = verdict === 'AC' ? await reward(tx, { userId, problemId, submissionId: id }) : null;
  return { stored: true, coins: wallet?.coins ?? null };
}
