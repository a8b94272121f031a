import type { NewRejudging } from '@gavel/contract';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { StoreError, violatedConstraint } from './errors.ts';
import { newId } from './new-id.ts';

export interface NewRejudgingRow extends NewRejudging {
  /** The admin who wants it. */
  readonly by: string;
  /** How many submissions it may have at most. */
  readonly most: number;
}

export async function createRejudging(
  db: Database,
  { by, reason, most, ...asked }: NewRejudgingRow,
): Promise<{ id: string; judgings: string[] }> {
  const found = await selected(db, asked, most + 1);
  if (found.length === 0) throw new StoreError('nothing-to-rejudge');
  if (found.length > most) {
    throw new StoreError(
      'rejudging-too-large',
      `a set may have ${most} submissions: ask for fewer, e.g. by language`,
    );
  }
  const id = newId();
  const rows = found.map((row) => ({ ...row, id: newId(), rejudgingId: id }));
  const selection = {
    problem: asked.problem ?? null,
    event: asked.event ?? null,
    submissions: asked.submissions?.length ?? null,
    language: asked.language ?? null,
    verdicts: asked.verdicts ?? null,
  };
  try {
    await db.transaction().execute(async (tx) => {
      await tx
        .insertInto('rejudging')
        .values({ id, reason, createdBy: by, total: rows.length, selection: JSON.stringify(selection) })
        .execute();
      // One parameter, however many there are.
      await sql`
        insert into judging (id, rejudging_id, submission_id, base_attempt)
        select id, "rejudgingId", "submissionId", "baseAttempt"
        from json_to_recordset(${JSON.stringify(rows)}::json)
          as row(id uuid, "rejudgingId" uuid, "submissionId" uuid, "baseAttempt" int)`.execute(tx);
    });
  } catch (error) {
    if (violatedConstraint(error) === 'judging_open') throw await overlap(db, rows);
    throw error;
  }
  return { id, judgings: rows.map((row) => row.id) };
}

/**
 * Those under way too: they may have begun with tests that were replaced since. One that waits still will be judged
 * with the tests there are then, and one that begins anew gets a higher attempt, by which the set leaves it alone.
 */
async function selected(db: Database, asked: Omit<NewRejudging, 'reason'>, limit: number) {
  let query = db
    .selectFrom('submission')
    .select(['submission.id as submissionId', 'attempt as baseAttempt'])
    .where('state', 'in', ['running', 'done'])
    .orderBy('submission.id')
    .limit(limit);
  if (asked.problem) query = query.where('problemId', '=', await problemId(db, asked.problem));
  if (asked.event) query = query.where('eventId', '=', await eventId(db, asked.event));
  if (asked.submissions)
    query = query.where('submission.id', '=', sql<string>`any(${asked.submissions}::uuid[])`);
  if (asked.language) query = query.where('language', '=', asked.language);
  if (asked.verdicts) query = query.where('verdict', 'in', asked.verdicts);
  return query.execute();
}

async function problemId(db: Database, slug: string): Promise<string> {
  const found = await db.selectFrom('problem').select('id').where('slug', '=', slug).executeTakeFirst();
  if (!found) throw new StoreError('unknown-problem', `there is no problem "${slug}"`);
  return found.id;
}

async function eventId(db: Database, id: string): Promise<string> {
  const found = await db.selectFrom('event').select('id').where('id', '=', id).executeTakeFirst();
  if (!found) throw new StoreError('unknown-event', `there is no event ${id}`);
  return id;
}

/** Names the open sets that are in the way. */
async function overlap(db: Database, rows: { submissionId: string }[]): Promise<StoreError> {
  const others = await db
    .selectFrom('judging')
    .select('rejudgingId')
    .distinct()
    .where('state', 'in', ['queued', 'running', 'done'])
    .where('submissionId', '=', sql<string>`any(${rows.map((row) => row.submissionId)}::uuid[])`)
    .execute();
  const named = others.map((other) => other.rejudgingId).join(', ');
  return new StoreError(
    'rejudging-overlaps',
    `some of these submissions are in an open set (${named}): apply or cancel that one first`,
  );
}
