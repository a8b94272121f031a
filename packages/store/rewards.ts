import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from './database.ts';
import { newId } from './new-id.ts';
import { balances, type Wallet } from './wallet.ts';

/** Coins for the first accepted submission to a problem. */
const FIRST_ACCEPTED_COINS = 10;
const REASON = 'first-accepted';

/** For an accepted submission, unless its author has the reward of this problem already. */
export async function reward(
  tx: Kysely<Tables>,
  entry: { userId: string; problemId: string; submissionId: string },
): Promise<Wallet | null> {
  // An entry that is there is locked, not passed over: who takes it away meanwhile must see this submission, or be
  // over before it is given anew.
  const { rows } = await sql<{ added: boolean }>`
    insert into coin_entry (id, amount, reason, user_id, problem_id, submission_id)
    values (${newId()}, ${FIRST_ACCEPTED_COINS}, ${REASON}, ${entry.userId}, ${entry.problemId}, ${entry.submissionId})
    on conflict (user_id, problem_id, reason) do update set amount = coin_entry.amount
    returning xmax = 0 as added`.execute(tx);
  return rows[0]?.added ? ((await balances(tx, [entry.userId]))[0] as Wallet) : null;
}

/**
 * Makes rewards follow verdicts that were replaced: who has an accepted submission to a problem has its reward, once,
 * and who has none has not. A judge error takes nothing away. Gives the balances that changed. Call it last: it
 * locks the authors until the transaction ends.
 * @param submissions a query of the ids of those that were judged again
 */
export async function settleRewards(tx: Kysely<Tables>, submissions: RawBuilder<unknown>): Promise<Wallet[]> {
  await sql`select id from "user" where id in (select user_id from submission where id in (${submissions}))
    order by id for no key update`.execute(tx);
  const taken = await sql<{ userId: string }>`
    delete from coin_entry using submission
    where coin_entry.submission_id = submission.id and submission.id in (${submissions})
      and reason = ${REASON} and verdict not in ('AC', 'JE')
    returning coin_entry.user_id`.execute(tx);
  const given = await sql<{ userId: string }>`
    insert into coin_entry (id, amount, reason, user_id, problem_id, submission_id)
    select distinct on (user_id, problem_id)
      gen_random_uuid(), ${FIRST_ACCEPTED_COINS}::int, ${REASON}, user_id, problem_id, id
    from submission
    where verdict = 'AC'
      and (user_id, problem_id) in (select user_id, problem_id from submission where id in (${submissions}))
    order by user_id, problem_id, id
    on conflict (user_id, problem_id, reason) do nothing
    returning user_id`.execute(tx);
  const difference = new Map<string, number>();
  for (const { userId } of given.rows) difference.set(userId, (difference.get(userId) ?? 0) + 1);
  for (const { userId } of taken.rows) difference.set(userId, (difference.get(userId) ?? 0) - 1);
  return balances(
    tx,
    [...difference].filter(([, by]) => by !== 0).map(([userId]) => userId),
  );
}
