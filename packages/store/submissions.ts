import type { Submission, SubmissionState, SubmissionSummary } from '@gavel/contract';
import { sql } from 'kysely';
import {
  type CreatedSubmission,
  createSubmission,
  type NewSubmissionRow,
  waitingOf,
} from './create-submission.ts';
import type { Database } from './database.ts';
import { type Judging, judging } from './judging.ts';
import { type RejudgeSubmission, rejudgeSubmission } from './rejudge-submission.ts';
import { iso } from './text.ts';
import { type Unfinished, unfinishedSubmissions } from './unfinished.ts';

/** A submission without its place in line, which the queue knows. */
export type StoredSubmission = Omit<Submission, 'position' | 'waitMs' | 'paused' | 'past'>;

interface SubmissionFilter {
  readonly userId?: string;
  readonly problem?: string;
  readonly event?: string;
  /** Only older ones than this id. */
  readonly before?: string;
  readonly limit: number;
}

interface QueuedOf {
  readonly userIds: readonly string[];
  readonly ids: readonly string[];
}

export interface Submissions extends Judging, RejudgeSubmission {
  /**
   * Fails with `unknown-problem`, `too-many-waiting` or `idempotency-mismatch`; with an event also with `unknown-event`,
   * `event-not-running`, `not-a-participant` or `not-in-event`; without one with `event-running`.
   */
  create(submission: NewSubmissionRow): Promise<CreatedSubmission & { readonly row: StoredSubmission }>;
  get(id: string): Promise<StoredSubmission | null>;
  /** Newest first. */
  list(filter: SubmissionFilter): Promise<SubmissionSummary[]>;
  state(id: string): Promise<SubmissionState | null>;
  /** The author's id. */
  owner(id: string): Promise<string | null>;
  /** What waits of these users, and those of these submissions that wait; one may be named twice. */
  queued(of: QueuedOf): Promise<{ id: string; userId: string }[]>;
  /** The user's that wait, the oldest first, at most a hundred. */
  waiting(userId: string): Promise<string[]>;
  /** By id, from above `after` (null: from the oldest). */
  unfinished(after: string | null, limit: number): Promise<Unfinished[]>;
}

export function submissions(db: Database): Submissions {
  return {
    ...judging(db),
    ...rejudgeSubmission(db),

    // The row is read in the transaction that wrote it: after it, Postgres may be gone, and the submission be there.
    create: (submission) =>
      db.transaction().execute(async (tx) => {
        const created = await createSubmission(tx, submission);
        return { ...created, row: (await read(tx, created.id)) as StoredSubmission };
      }),

    waiting: (userId) => waitingOf(db, 'submission', userId),
    unfinished: (after, limit) => unfinishedSubmissions(db, after, limit),

    get: (id) => read(db, id),

    async list({ userId, problem, event, before, limit }) {
      let query = summaries(db).orderBy('submission.id', 'desc').limit(limit);
      if (userId) query = query.where('submission.userId', '=', userId);
      if (problem) query = query.where('problem.slug', '=', problem);
      if (event) query = query.where('submission.eventId', '=', event);
      if (before) query = query.where('submission.id', '<', before);
      return (await query.execute()).map(summary);
    },

    async state(id) {
      const row = await db.selectFrom('submission').select('state').where('id', '=', id).executeTakeFirst();
      return row?.state ?? null;
    },

    async queued({ userIds, ids }) {
      const waiting = db.selectFrom('submission').select(['id', 'userId']).where('state', '=', 'queued');
      // One array each, not a parameter for each id: the statement stays the same. Two conditions, an index for each.
      return waiting
        .where('userId', '=', sql<string>`any(${[...userIds]}::uuid[])`)
        .unionAll(waiting.where('id', '=', sql<string>`any(${[...ids]}::uuid[])`))
        .execute();
    },

    async owner(id) {
      const row = await db.selectFrom('submission').select('userId').where('id', '=', id).executeTakeFirst();
      return row?.userId ?? null;
    },
  };
}

async function read(db: Database, id: string): Promise<StoredSubmission | null> {
  const row = await summaries(db)
    .select(['submission.source', 'compile', 'totalTests', 'error', 'phases'])
    .where('submission.id', '=', id)
    .executeTakeFirst();
  if (!row) return null;
  const { compile, totalTests, error, phases, source } = row;
  const tests = row.state === 'done' ? await testsOf(db, id) : null;
  return { ...summary(row), source, compile, totalTests, error, phases, tests };
}

function summaries(db: Database) {
  return db
    .selectFrom('submission')
    .innerJoin('problem', 'problem.id', 'submission.problemId')
    .innerJoin('user', 'user.id', 'submission.userId')
    .select([
      'submission.id',
      'problem.slug',
      'submission.eventId',
      'submission.userId',
      'user.handle',
      'language',
      'state',
      'verdict',
    ])
    .select(['score', 'cpuMs', 'memoryKib', 'attempt', 'submission.createdAt', 'startedAt', 'finishedAt']);
}

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaries>['execute']>>[number];

function summary(row: SummaryRow): SubmissionSummary {
  return {
    id: row.id,
    problem: row.slug,
    event: row.eventId,
    user: { id: row.userId, handle: row.handle },
    language: row.language,
    state: row.state,
    verdict: row.verdict,
    score: row.score,
    cpuMs: row.cpuMs,
    memoryKiB: row.memoryKib,
    attempt: row.attempt || null,
    createdAt: iso(row.createdAt),
    startedAt: iso(row.startedAt),
    finishedAt: iso(row.finishedAt),
  };
}

async function testsOf(db: Database, id: string): Promise<StoredSubmission['tests']> {
  const rows = await db
    .selectFrom('submissionTest')
    .select(['index', 'name', 'verdict', 'cpuMs', 'wallMs', 'memoryKib as memoryKiB', 'points'])
    .select(['limit', 'exitCode', 'signal', 'message'])
    .where('submissionId', '=', id)
    .orderBy('index')
    .execute();
  return rows;
}
