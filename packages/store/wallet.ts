import { type Kysely, sql } from 'kysely';
import type { Tables } from './database.ts';

/**
 * A user's coins: own entries, and every grant to all since the user registered. null: there is no such user. A grant
 * costs one row, however many users there are; the sum over grants reads an index of as many entries as there were.
 */
export async function balance(db: Kysely<Tables>, userId: string): Promise<number | null> {
  const { rows } = await sql<{ coins: string }>`
    select (select coalesce(sum(amount), 0) from coin_entry where user_id = "user".id)
         + (select coalesce(sum(coins), 0) from broadcast where created_at >= "user".registered_at) as coins
    from "user" where id = ${userId}`.execute(db);
  return rows[0] ? Number(rows[0].coins) : null;
}
