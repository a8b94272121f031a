import {
  type Comparison,
  type HoldingEvent,
  type OwnStatus,
  type Problem,
  type ProblemSummary,
  plainTokens,
  type Sample,
} from '@gavel/contract';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import { holdingEvent, visibleFrom } from './admit.ts';
import { addBlob, type BlobFile, lockBlobs, markUnusedBlobs } from './blobs.ts';
import type { Database, Tables } from './database.ts';
import { newId } from './new-id.ts';
import { iso, json } from './text.ts';

interface NewTest {
  readonly name: string;
  readonly sample: boolean;
  readonly input: BlobFile;
  readonly answer: BlobFile;
  readonly points?: number | null;
}

export interface NewProblem {
  readonly slug: string;
  readonly title: string;
  readonly statementMarkdown: string;
  readonly statementHtml: string;
  readonly timeLimitMs: number;
  readonly memoryLimitKiB: number;
  readonly outputLimitBytes: number | null;
  readonly difficulty: number | null;
  readonly author: string | null;
  readonly source: string | null;
  readonly license: string | null;
  /** Kept from all but admins until an event that has it begins. Left out: as it was, or shown. */
  readonly hidden?: boolean;
  /** Left out: tokens are compared exactly. */
  readonly comparison?: Comparison;
  /** The sources of a checker or interactor: a JSON object of file name → text. */
  readonly referee?: BlobFile | null;
  /** In the order of judging. */
  readonly tests: readonly NewTest[];
}

/** `visibleFrom`: since when, or from when on, others than admins may see it. ISO 8601, UTC. */
type Visible<T> = T & { readonly visibleFrom: string };
type Shared<T> = Omit<T, 'own' | 'solvedBy' | 'heldBy'>;
export type ProblemOutline = Shared<ProblemSummary>;
export type ProblemContent = Shared<Problem>;

/** What is the same for all who may see it, so that it may come from a cache. */
export interface ProblemReads {
  /** By slug, hidden ones too. */
  outlines(): Promise<ProblemOutline[]>;
  content(slug: string): Promise<ProblemContent | null>;
  /** Slug → how many users have solved it; those that none has are not there. */
  solvers(): Promise<Record<string, number>>;
}

export interface Problems {
  /** From Postgres. */
  readonly reads: ProblemReads;
  /** By slug, hidden ones too; `userId` is whose own status is shown, null for a visitor. */
  list(userId: string | null, reads?: ProblemReads): Promise<Visible<ProblemSummary>[]>;
  get(slug: string, userId: string | null, reads?: ProblemReads): Promise<Visible<Problem> | null>;
  /** Adds or replaces a problem with its tests, in one transaction or in the caller's; submissions stay. */
  put(problem: NewProblem, tx?: Transaction<Tables>): Promise<{ created: boolean; revision: number }>;
}

export function problems(db: Database): Problems {
  const direct = problemReads(db);

  return {
    reads: direct,

    async list(userId, reads = direct) {
      const [outlines, solvers, views] = await Promise.all([
        reads.outlines(),
        reads.solvers(),
        viewsOf(db, userId),
      ]);
      return outlines.flatMap((problem) => seen(problem, solvers, views));
    },

    async get(slug, userId, reads = direct) {
      const [content, solvers, views, heldBy] = await Promise.all([
        reads.content(slug),
        reads.solvers(),
        viewsOf(db, userId, slug),
        userId === null ? null : heldFrom(db, userId, slug),
      ]);
      const problem = content && seen(content, solvers, views)[0];
      return problem ? { ...problem, heldBy } : null;
    },

    put: (problem, tx) =>
      tx ? put(tx, problem) : db.transaction().execute((transaction) => put(transaction, problem)),
  };
}

function problemReads(db: Database): ProblemReads {
  const outlines = db
    .selectFrom('problem')
    .select(['problem.id', 'slug', 'title', 'difficulty', 'timeLimitMs', 'memoryLimitKib'])
    .select(sql<boolean>`comparison ->> 'kind' = 'interactor'`.as('interactive'))
    .select(sql<number>`(select count(*)::int from test_case where problem_id = problem.id)`.as('tests'))
    .orderBy('slug');

  return {
    async outlines() {
      const rows = await outlines.execute();
      return rows.map(({ id: _, memoryLimitKib, ...row }) => ({ ...row, memoryLimitKiB: memoryLimitKib }));
    },

    async content(slug) {
      const row = await outlines
        .select(['statementHtml', 'author', 'source', 'license'])
        .where('slug', '=', slug)
        .executeTakeFirst();
      if (!row) return null;
      const { id, memoryLimitKib, ...problem } = row;
      // What an interactor reads is not what the submission reads: the format forbids to show it.
      const shown = row.interactive ? [] : await samples(db, id);
      return { ...problem, memoryLimitKiB: memoryLimitKib, samples: shown };
    },

    async solvers() {
      const rows = await db
        .selectFrom('submission')
        .innerJoin('problem', 'problem.id', 'problemId')
        .select(['slug', sql<number>`count(distinct user_id)::int`.as('users')])
        .where('verdict', '=', 'AC')
        .where(sql<boolean>`(event_id is null or not ${inFreeze})`)
        .groupBy('slug')
        .execute();
      return Object.fromEntries(rows.map(({ slug, users }) => [slug, users]));
    },
  };
}

/** What one user sees of a problem: who may see it may change at any moment, so it is not for a cache. */
interface View {
  readonly slug: string;
  readonly visibleFrom: Date;
  readonly own: OwnStatus | null;
}

async function viewsOf(db: Database, userId: string | null, slug?: string): Promise<Map<string, View>> {
  const rows = await db
    .selectFrom('problem')
    .select(['slug', visibleFrom.as('visibleFrom'), ownStatus(userId).as('own')])
    .$if(slug !== undefined, (query) => query.where('slug', '=', slug as string))
    .execute();
  return new Map(rows.map((row) => [row.slug, row]));
}

/** JSON has the time with an offset of Postgres's. */
async function heldFrom(db: Database, userId: string, slug: string): Promise<HoldingEvent | null> {
  const row = await db
    .selectFrom('problem')
    .select(holdingEvent(userId).as('event'))
    .where('slug', '=', slug)
    .executeTakeFirst();
  return row?.event ? { ...row.event, endsAt: iso(new Date(row.event.endsAt)) } : null;
}

/** None where the row is gone already. */
function seen<T extends { slug: string }>(
  problem: T,
  solvers: Record<string, number>,
  views: Map<string, View>,
): Visible<T & { own: OwnStatus | null; solvedBy: number }>[] {
  const view = views.get(problem.slug);
  if (!view) return [];
  const { own, visibleFrom: since } = view;
  return [{ ...problem, own, solvedBy: solvers[problem.slug] ?? 0, visibleFrom: iso(since) }];
}

/** Of the table `submission`: sent while the standings are frozen, and not revealed yet. */
const inFreeze = sql`exists (select from event where id = submission.event_id and revealed_at is null
  and submission.created_at >= ends_at - freeze_minutes * interval '1 minute')`;

function ownStatus(userId: string | null): RawBuilder<OwnStatus | null> {
  if (userId === null) return sql`null::text`;
  return sql`case
    when exists (select from submission
      where problem_id = problem.id and user_id = ${userId} and verdict = 'AC') then 'solved'
    when exists (select from submission where problem_id = problem.id and user_id = ${userId}) then 'tried'
    else 'none' end`;
}

/** The first mebibyte of each: a longer sample is nothing to read on a page. */
async function samples(db: Database, problemId: string): Promise<Sample[]> {
  const rows = await db
    .selectFrom('testCase')
    .leftJoin('blobPiece as input', (on) =>
      on.onRef('input.sha256', '=', 'testCase.inputSha256').on('input.index', '=', 0),
    )
    .leftJoin('blobPiece as answer', (on) =>
      on.onRef('answer.sha256', '=', 'testCase.answerSha256').on('answer.index', '=', 0),
    )
    .select(['testCase.name', 'input.content as input', 'answer.content as answer'])
    .where('problemId', '=', problemId)
    .where('sample', '=', true)
    .orderBy('testCase.index')
    .execute();
  return rows.map(({ name, input, answer }) => ({
    name,
    input: input?.toString('utf8') ?? '',
    answer: answer?.toString('utf8') ?? '',
  }));
}

async function put(tx: Transaction<Tables>, { tests, ...problem }: NewProblem) {
  await lockBlobs(tx);
  const { memoryLimitKiB, comparison = plainTokens, referee = null, ...columns } = problem;
  if (referee) await addBlob(tx, referee);
  const values = {
    ...columns,
    memoryLimitKib: memoryLimitKiB,
    comparison: json(comparison) as string,
    refereeSha256: referee && Buffer.from(referee.sha256, 'hex'),
  };
  const { id, revision } = await tx
    .insertInto('problem')
    .values({ id: newId(), ...values })
    .onConflict((conflict) =>
      conflict.column('slug').doUpdateSet({
        ...values,
        revision: sql<number>`problem.revision + 1`,
        updatedAt: sql<Date>`now()`,
      }),
    )
    .returning(['id', 'revision'])
    .executeTakeFirstOrThrow();

  await tx.deleteFrom('testCase').where('problemId', '=', id).execute();
  for (const [position, { name, sample, input, answer, points }] of tests.entries()) {
    await addBlob(tx, input);
    await addBlob(tx, answer);
    await tx
      .insertInto('testCase')
      .values({
        problemId: id,
        index: position + 1,
        name,
        sample,
        inputSha256: Buffer.from(input.sha256, 'hex'),
        answerSha256: Buffer.from(answer.sha256, 'hex'),
        points: points ?? null,
      })
      .execute();
  }
  await markUnusedBlobs(tx);
  return { created: revision === 1, revision };
}
