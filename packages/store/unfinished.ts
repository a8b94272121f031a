import type { Database } from './database.ts';
import { REJUDGE } from './judging.ts';

/** A row that the queue must know. */
export interface Unfinished {
  readonly id: string;
  /** Whose turn it takes: its user, or the rejudging set. */
  readonly tenant: string;
  readonly attempt: number;
  readonly state: 'queued' | 'running';
  readonly class: string;
}

/**
 * Unfinished rows with an id above `after` (null: from the oldest), by id, at most `limit`. Served by a partial index:
 * it costs nothing that there are many finished rows.
 */
export async function unfinishedSubmissions(
  db: Database,
  after: string | null,
  limit: number,
): Promise<Unfinished[]> {
  return (await submissionsQuery(db, after, limit).execute()) as Unfinished[];
}

/** Runs have one class, `practice`. */
export async function unfinishedRuns(
  db: Database,
  after: string | null,
  limit: number,
): Promise<Unfinished[]> {
  let query = db
    .selectFrom('run')
    .select(['id', 'userId as tenant', 'attempt', 'state'])
    .where('state', 'in', ['queued', 'running'])
    .orderBy('id')
    .limit(limit);
  if (after !== null) query = query.where('id', '>', after);
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, class: 'practice' })) as Unfinished[];
}

/** Judgings of open sets; their class is `rejudge`. */
export async function unfinishedJudgings(
  db: Database,
  after: string | null,
  limit: number,
): Promise<Unfinished[]> {
  let query = db
    .selectFrom('judging')
    .select(['id', 'rejudgingId as tenant', 'attempt', 'state'])
    .where('state', 'in', ['queued', 'running'])
    .orderBy('id')
    .limit(limit);
  if (after !== null) query = query.where('id', '>', after);
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, class: REJUDGE })) as Unfinished[];
}

/** Apart, so that its plan can be looked at. */
export function submissionsQuery(db: Database, after: string | null, limit: number) {
  const query = db
    .selectFrom('submission')
    .select(['id', 'userId as tenant', 'attempt', 'state', 'class'])
    .where('state', 'in', ['queued', 'running'])
    .orderBy('id')
    .limit(limit);
  return after === null ? query : query.where('id', '>', after);
}
