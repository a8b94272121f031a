import type { Run, RunLimits, RunStatus } from '@gavel/contract';
import { sql } from 'kysely';
import { countWaiting, lockUser, waitingOf } from './create-submission.ts';
import type { Database } from './database.ts';
import { StoreError } from './errors.ts';
import { mayStart } from './judging.ts';
import { newId } from './new-id.ts';
import { iso, json, storable, storableOrNull } from './text.ts';
import { type Unfinished, unfinishedRuns } from './unfinished.ts';

interface NewRunRow {
  readonly userId: string;
  readonly language: string;
  readonly source: string;
  readonly stdin: string;
  readonly limits: RunLimits;
  /** How many of the user's runs may wait at once. */
  readonly maxWaiting: number;
}

/** Everything that is needed to run it. */
export interface RunWork {
  readonly id: string;
  readonly userId: string;
  readonly attempt: number;
  readonly language: string;
  readonly source: string;
  readonly stdin: string;
  readonly limits: RunLimits;
  readonly createdAt: string;
}

export interface RunOutcome {
  readonly status: RunStatus;
  readonly limit: Run['limit'];
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly cpuMs: number | null;
  readonly wallMs: number | null;
  readonly memoryKiB: number | null;
  readonly compile: Run['compile'];
  readonly error?: string | null;
}

type StoredRun = Run & { readonly userId: string };

export interface Runs {
  /** Fails with `too-many-waiting`. */
  create(run: NewRunRow): Promise<StoredRun>;
  get(id: string): Promise<StoredRun | null>;
  owner(id: string): Promise<string | null>;
  state(id: string): Promise<Run['state'] | null>;
  /** As for a submission. */
  start(id: string, attempt: number): Promise<RunWork | null>;
  finish(id: string, attempt: number, outcome: RunOutcome): Promise<{ stored: boolean }>;
  fail(id: string, attempt: number, reason: string): Promise<boolean>;
  /** Whatever its attempt. False: it had ended. */
  cancel(id: string): Promise<boolean>;
  waiting(userId: string): Promise<string[]>;
  unfinished(after: string | null, limit: number): Promise<Unfinished[]>;
}

export function runs(db: Database): Runs {
  return {
    create: ({ maxWaiting, limits, ...run }) =>
      db.transaction().execute(async (tx) => {
        await lockUser(tx, run.userId);
        if ((await countWaiting(tx, 'run', run.userId)) >= maxWaiting)
          throw new StoreError('too-many-waiting');
        const id = newId();
        await tx
          .insertInto('run')
          .values({ id, ...run, limits: JSON.stringify(limits) })
          .execute();
        return (await read(tx, id)) as StoredRun;
      }),

    get: (id) => read(db, id),

    async owner(id) {
      const row = await db.selectFrom('run').select('userId').where('id', '=', id).executeTakeFirst();
      return row?.userId ?? null;
    },

    async state(id) {
      const row = await db.selectFrom('run').select('state').where('id', '=', id).executeTakeFirst();
      return row?.state ?? null;
    },

    start: (id, attempt) => start(db, id, attempt),
    finish: (id, attempt, outcome) => finish(db, id, attempt, outcome),

    fail: (id, attempt, reason) => fail(db, id, attempt, reason),
    cancel: (id) => fail(db, id, LAST_ATTEMPT, 'it was cancelled'),

    waiting: (userId) => waitingOf(db, 'run', userId),
    unfinished: (after, limit) => unfinishedRuns(db, after, limit),
  };
}

/** The largest of its column. */
const LAST_ATTEMPT = 2 ** 31 - 1;

async function fail(db: Database, id: string, attempt: number, reason: string): Promise<boolean> {
  const row = await db
    .updateTable('run')
    .set({ state: 'done', status: 'JE', error: storable(reason), finishedAt: sql`now()` })
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .where('attempt', '<=', attempt)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

async function read(db: Database, id: string): Promise<StoredRun | null> {
  const row = await db
    .selectFrom('run')
    .select(['id', 'userId', 'language', 'state', 'status', 'limit', 'exitCode', 'signal'])
    .select([
      'stdout',
      'stderr',
      'truncated',
      'cpuMs',
      'wallMs',
      'memoryKib',
      'compile',
      'error',
      'createdAt',
      'finishedAt',
    ])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) return null;
  const { memoryKib, createdAt, finishedAt, ...run } = row;
  return { ...run, memoryKiB: memoryKib, createdAt: iso(createdAt), finishedAt: iso(finishedAt) };
}

async function start(db: Database, id: string, attempt: number): Promise<RunWork | null> {
  const row = await db
    .updateTable('run')
    .set({ state: 'running', attempt, startedAt: sql`now()` })
    .where('id', '=', id)
    .where(mayStart(attempt))
    .returning(['id', 'userId', 'attempt', 'language', 'source', 'stdin', 'limits', 'createdAt'])
    .executeTakeFirst();
  return row ? { ...row, createdAt: iso(row.createdAt) } : null;
}

async function finish(db: Database, id: string, attempt: number, outcome: RunOutcome) {
  const { memoryKiB, compile, stdout, stderr, error, ...columns } = outcome;
  const row = await db
    .updateTable('run')
    .set({
      ...columns,
      state: 'done',
      memoryKib: memoryKiB,
      compile: json(compile),
      stdout: storable(stdout),
      stderr: storable(stderr),
      error: storableOrNull(error ?? null),
      finishedAt: sql`now()`,
    })
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('state', '=', 'running')
    .returning('id')
    .executeTakeFirst();
  return { stored: row !== undefined };
}
