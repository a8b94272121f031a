import type { EventProblem, Standings, StandingsRow } from '@gavel/contract';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Database, Tables } from './database.ts';
import { type CellTally, rankRows, rowOf } from './rank.ts';

export interface EventStandings {
  /**
   * Everybody's row, by rank. `frozen`: attempts since the freeze are pending. null: there is no such event.
   * Problems stand in it also before the start.
   */
  read(id: string, options: { frozen: boolean }): Promise<Standings | null>;
  /** One participant's row with nothing hidden; rank and firsts are not told. null: takes no part. */
  ofUser(id: string, userId: string): Promise<StandingsRow | null>;
}

export function standings(db: Database): EventStandings {
  /** One snapshot: an event that is changed meanwhile is seen before or after, never in between. */
  const inSnapshot = <T>(read: (tx: Transaction<Tables>) => Promise<T>) =>
    db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);

  return {
    read: (id, { frozen }) =>
      inSnapshot(async (tx) => {
        const event = await eventOf(tx, id);
        if (!event) return null;
        const cells = await tallies(tx, id, { frozen });
        const people = await participants(tx, id);
        const rows = rankRows(event.scoring, event.problems.length, people, cells);
        return { event: id, scoring: event.scoring, frozen, problems: event.problems, rows };
      }),

    ofUser: (id, userId) =>
      inSnapshot(async (tx) => {
        const event = await eventOf(tx, id);
        const [person] = await participants(tx, id, userId);
        if (!event || !person) return null;
        return rowOf(person, event.problems.length, await tallies(tx, id, { frozen: false, userId }));
      }),
  };
}

async function eventOf(tx: Database, id: string) {
  const event = await tx.selectFrom('event').select('scoring').where('id', '=', id).executeTakeFirst();
  if (!event) return null;
  const problems = await tx
    .selectFrom('eventProblem')
    .innerJoin('problem', 'problem.id', 'problemId')
    .select(['slug', 'title'])
    .where('eventId', '=', id)
    .orderBy('position')
    .execute();
  return { scoring: event.scoring, problems: problems.map(labelled) };
}

/** At most 26 problems: A to Z. */
export function labelled({ slug, title }: { slug: string; title: string }, position: number): EventProblem {
  return { label: String.fromCharCode(65 + position), slug, title };
}

function participants(tx: Database, eventId: string, userId?: string) {
  let query = tx
    .selectFrom('participant')
    .innerJoin('user', 'user.id', 'participant.userId')
    .select(['user.id', 'user.handle'])
    .where('eventId', '=', eventId)
    .orderBy('handleKey');
  if (userId !== undefined) query = query.where('user.id', '=', userId);
  return query.execute();
}

/**
 * What each participant has done on each problem. Only what was sent between start and end counts, so that both may be
 * moved; CE, JE and what was cancelled never does.
 */
async function tallies(
  tx: Database,
  eventId: string,
  { frozen, userId }: { frozen: boolean; userId?: string },
): Promise<CellTally[]> {
  const hidden: RawBuilder<boolean> = frozen
    ? sql`coalesce(submission.created_at >= ends_at - freeze_minutes * interval '1 minute', false)`
    : sql`false`;
  const ofUser = userId === undefined ? sql`` : sql`and user_id = ${userId}`;
  const { rows } = await sql<CellTally>`
    with attempt as (
      select user_id, position, submission.created_at, starts_at, score,
        case when ${hidden} then null else verdict end as verdict
      from submission
        join event on event.id = event_id
        join event_problem using (event_id, problem_id)
      where event_id = ${eventId} ${ofUser} and state <> 'cancelled'
        and submission.created_at >= starts_at and submission.created_at < ends_at
    ), counted as (
      select *, min(created_at) filter (where verdict = 'AC') over (partition by user_id, position) as solved
      from attempt
      where verdict is null or verdict not in ('CE', 'JE')
    )
    select user_id, position,
      count(*) filter (where verdict <> 'AC' and (solved is null or created_at < solved))::int as wrong,
      count(*) filter (where verdict is null and (solved is null or created_at < solved))::int as pending,
      (extract(epoch from min(solved) - min(starts_at)) * 1000000)::float8 as solved_us,
      coalesce(max(score) filter (where verdict is not null), 0) as points
    from counted
    group by user_id, position`.execute(tx);
  return rows;
}
