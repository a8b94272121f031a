import { sql } from 'kysely';
import { removeUnusedBlobs } from './blobs.ts';
import type { Database } from './database.ts';
import { idBefore } from './new-id.ts';

/** Runs and idempotency keys are kept for so many days. Submissions are kept for ever. */
const KEPT_DAYS = 7;
/** Bounds how long one call takes; the next one goes on. */
const AT_ONCE = 500;
/** A file of test data may have hundreds of pieces. */
const BLOBS_AT_ONCE = 20;

/**
 * Removes ended runs and idempotency keys that are old, sessions that have expired and test data that nobody uses, the
 * oldest first, some at a time. With nothing to remove it costs one look into each index. Gives how many were removed.
 */
export async function removeOld(db: Database): Promise<number> {
  const limit = new Date(Date.now() - KEPT_DAYS * 24 * 3600 * 1000);
  const runs = await sql`
    delete from run where id in (
      select id from run where id < ${idBefore(limit)} and state = 'done' order by id limit ${AT_ONCE})`.execute(
    db,
  );
  const keys = await sql`
    delete from idempotency_key where (user_id, key) in (
      select user_id, key from idempotency_key where created_at < ${limit} order by created_at limit ${AT_ONCE})`.execute(
    db,
  );
  const sessions = await sql`
    delete from session where id in (
      select id from session where expires_at < now() order by expires_at limit ${AT_ONCE})`.execute(db);
  const blobs = await removeUnusedBlobs(db, BLOBS_AT_ONCE);
  return [runs, keys, sessions].reduce((sum, { numAffectedRows }) => sum + Number(numAffectedRows), blobs);
}
