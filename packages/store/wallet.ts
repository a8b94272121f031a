import { type Kysely, sql } from 'kysely';
import type { Tables } from './database.ts';

/** A user's coins. */
export interface Wallet {
  readonly userId: string;
  readonly coins: number;
}

/**
 * Of those of the users that there are: own entries, and every grant to all since the user registered. A grant costs one
 * row, however many users there are; the sum over grants reads an index of as many entries as there were.
 */
export async function balances(db: Kysely<Tables>, userIds: readonly string[]): Promise<Wallet[]> {
  const { rows } = await sql<{ userId: string; coins: string }>`
    select id as user_id, (select coalesce(sum(amount), 0) from coin_entry where user_id = "user".id)
         + (select coalesce(sum(coins), 0) from broadcast where created_at >= "user".registered_at) as coins
    from "user" where id = any(${userIds}::uuid[])`.execute(db);
  return rows.map(({ userId, coins }) => ({ userId, coins: Number(coins) }));
}
