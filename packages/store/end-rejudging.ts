import type { RejudgingState, Verdict } from '@gavel/contract';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './database.ts';
import { StoreError } from './errors.ts';
import { keepPastVerdicts } from './past-verdicts.ts';
import { settleRewards } from './rewards.ts';
import { insertTests } from './submission-tests.ts';
import type { Wallet } from './wallet.ts';

/** A submission whose verdict or score is another one now. */
export interface ChangedVerdict {
  readonly id: string;
  readonly userId: string;
  readonly eventId: string | null;
  readonly attempt: number;
  readonly verdict: Verdict;
  readonly score: number;
  readonly cpuMs: number;
  readonly memoryKiB: number;
}

export interface AppliedRejudging {
  readonly changed: readonly ChangedVerdict[];
  readonly wallets: readonly Wallet[];
}

export interface CancelledRejudging {
  /** Judgings that had no verdict yet. */
  readonly unfinished: readonly string[];
}

export async function applyRejudging(
  tx: Kysely<Tables>,
  id: string,
  by: string,
): Promise<AppliedRejudging | null> {
  const set = await lockRejudging(tx, id);
  if (!set) return null;
  if (set.state === 'applied') return { changed: [], wallets: [] };
  if (set.state === 'cancelled') throw new StoreError('rejudging-ended');
  if (set.done < set.total || (await lockSubmissions(tx, id)).underWay > 0) {
    throw new StoreError('rejudging-unfinished');
  }
  await closeJudgings(tx, id);
  const applied = sql`select submission_id from judging where rejudging_id = ${id}::uuid and state = 'applied'`;
  await keepPastVerdicts(tx, applied, { by, rejudgingId: id });
  const changed = await putInForce(tx, id);
  const wallets = await settleRewards(tx, applied);
  await endRejudging(tx, id, 'applied', by);
  return { changed, wallets };
}

export async function cancelRejudging(
  tx: Kysely<Tables>,
  id: string,
  by: string,
): Promise<CancelledRejudging | null> {
  const set = await lockRejudging(tx, id);
  if (!set) return null;
  if (set.state === 'applied') throw new StoreError('rejudging-ended');
  const unfinished = await tx
    .selectFrom('judging')
    .select('id')
    .where('rejudgingId', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .execute();
  if (set.state === 'open') {
    await sql`
      update judging set state = 'cancelled', old_verdict = submission.verdict, old_score = submission.score
      from submission where submission.id = submission_id and rejudging_id = ${id}::uuid`.execute(tx);
    await endRejudging(tx, id, 'cancelled', by);
  }
  return { unfinished: unfinished.map((row) => row.id) };
}

/** While it is open its counts say how far it is. */
export function rejudgingState(set: {
  state: 'open' | 'applied' | 'cancelled';
  total: number;
  done: number;
}): RejudgingState {
  if (set.state !== 'open') return set.state;
  return set.done === set.total ? 'judged' : 'judging';
}

/** Whoever changes a set or one of its judgings holds this lock first. */
export async function lockRejudging(tx: Kysely<Tables>, id: string) {
  return tx
    .selectFrom('rejudging')
    .select(['id', 'state', 'total', 'done'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** From here on no verdict of theirs changes. In one order, so that two that lock many do not wait for each other. */
async function lockSubmissions(tx: Kysely<Tables>, id: string): Promise<{ underWay: number }> {
  const { rows } = await sql<{ underWay: number }>`
    select count(*) filter (where state = 'running' and attempt = base_attempt)::int as "underWay"
    from (select submission.state, submission.attempt, base_attempt
      from submission join judging on judging.submission_id = submission.id
      where rejudging_id = ${id}::uuid order by submission.id for update of submission) locked`.execute(tx);
  return rows[0] as { underWay: number };
}

async function closeJudgings(tx: Kysely<Tables>, id: string): Promise<void> {
  await sql`
    update judging set old_verdict = submission.verdict, old_score = submission.score,
      state = case when submission.state = 'done' and submission.attempt = base_attempt and judging.verdict <> 'JE'
        then 'applied' else 'kept' end
    from submission where submission.id = submission_id and rejudging_id = ${id}::uuid`.execute(tx);
}

async function putInForce(tx: Kysely<Tables>, id: string): Promise<ChangedVerdict[]> {
  const { rows } = await sql<ChangedVerdict & { different: boolean }>`
    update submission set attempt = submission.attempt + 1, verdict = judging.verdict, score = judging.score,
      cpu_ms = judging.cpu_ms, memory_kib = judging.memory_kib, total_tests = judging.total_tests,
      compile = judging.compile, error = judging.error, phases = judging.phases,
      started_at = judging.started_at, finished_at = judging.finished_at
    from judging
    where submission.id = submission_id and rejudging_id = ${id}::uuid and judging.state = 'applied'
    returning submission.id, user_id as "userId", event_id as "eventId", submission.attempt, submission.verdict,
      submission.score, submission.cpu_ms as "cpuMs", submission.memory_kib as "memoryKiB",
      old_verdict is distinct from submission.verdict or old_score is distinct from submission.score as different`.execute(
    tx,
  );
  await insertTests(
    tx,
    sql`select submission_id, tests from judging where rejudging_id = ${id}::uuid and state = 'applied'`,
  );
  return rows.filter((row) => row.different).map(({ different: _, ...row }) => row);
}

async function endRejudging(tx: Kysely<Tables>, id: string, state: 'applied' | 'cancelled', by: string) {
  await tx
    .updateTable('rejudging')
    .set({ state, endedBy: by, endedAt: sql`now()` })
    .where('id', '=', id)
    .execute();
}
