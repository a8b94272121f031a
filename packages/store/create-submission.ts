import { type Kysely, sql } from 'kysely';
import { admit } from './admit.ts';
import type { StoreTransaction, Tables } from './database.ts';
import { StoreError } from './errors.ts';
import { REJUDGE } from './judging.ts';
import { newId } from './new-id.ts';

export interface NewSubmissionRow {
  readonly userId: string;
  /** Its slug. */
  readonly problem: string;
  /** Its id; left out: practice. */
  readonly event?: string;
  readonly language: string;
  readonly source: string;
  /** The same key and hash give the same submission again. */
  readonly idempotency?: { readonly key: string; readonly requestHash: Buffer };
  /** How many of the user's submissions may wait at once. */
  readonly maxWaiting: number;
}

export interface CreatedSubmission {
  readonly id: string;
  readonly created: boolean;
  /** The event in which it counts, or null. */
  readonly eventId: string | null;
}

export async function createSubmission(
  tx: StoreTransaction,
  { userId, problem, event, language, source, idempotency, maxWaiting }: NewSubmissionRow,
): Promise<CreatedSubmission> {
  await lockUser(tx, userId);
  if (idempotency) {
    const earlier = await tx
      .selectFrom('idempotencyKey')
      .innerJoin('submission', 'submission.id', 'submissionId')
      .select(['submissionId', 'requestHash', 'eventId'])
      .where('idempotencyKey.userId', '=', userId)
      .where('key', '=', idempotency.key)
      .executeTakeFirst();
    if (earlier && !earlier.requestHash.equals(idempotency.requestHash)) {
      throw new StoreError('idempotency-mismatch');
    }
    if (earlier) return { id: earlier.submissionId, created: false, eventId: earlier.eventId };
  }
  const { problemId, eventId } = await admit(tx, { userId, problem, event });
  if ((await countWaiting(tx, 'submission', userId)) >= maxWaiting) throw new StoreError('too-many-waiting');

  const id = newId();
  const jobClass = eventId === null ? 'practice' : 'event';
  await tx
    .insertInto('submission')
    .values({ id, problemId, userId, language, source, eventId, class: jobClass })
    .execute();
  if (idempotency) {
    await tx
      .insertInto('idempotencyKey')
      .values({ userId, submissionId: id, ...idempotency })
      .execute();
  }
  return { id, created: true, eventId };
}

/** One user's requests go one after the other, so that a bound counted is a bound kept. */
export async function lockUser(tx: Kysely<Tables>, userId: string): Promise<void> {
  await tx.selectFrom('user').select('id').where('id', '=', userId).forNoKeyUpdate().execute();
}

/** What the bound counts. What an admin wants judged again is no work of its author. */
function waitingRows(db: Kysely<Tables>, table: 'submission' | 'run', userId: string) {
  const waiting = db.selectFrom(table).where('userId', '=', userId).where('state', '=', 'queued');
  return table === 'run' ? waiting : waiting.where(sql.ref('class'), '!=', REJUDGE);
}

export async function countWaiting(
  tx: Kysely<Tables>,
  table: 'submission' | 'run',
  userId: string,
): Promise<number> {
  const { waiting } = await waitingRows(tx, table, userId)
    .select(({ fn }) => fn.countAll<string>().as('waiting'))
    .executeTakeFirstOrThrow();
  return Number(waiting);
}

/** Ids of the user's that wait, the oldest first: as many as are needed to see when one begins. */
export async function waitingOf(
  db: Kysely<Tables>,
  table: 'submission' | 'run',
  userId: string,
): Promise<string[]> {
  const rows = await waitingRows(db, table, userId).select('id').orderBy('id').limit(100).execute();
  return rows.map(({ id }) => id);
}
