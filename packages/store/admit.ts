import type { HoldingEvent } from '@gavel/contract';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Database, Tables } from './database.ts';
import { StoreError } from './errors.ts';
import { visibleTo } from './events.ts';

interface Admission {
  readonly problemId: string;
  /** null: it is practice. */
  readonly eventId: string | null;
}

/**
 * Where a submission counts. The clock is the database's, and the moment that of the transaction's begin, which is the
 * row's `created_at` too. One that names an event which is over is practice: a second too late loses nobody's work.
 */
export async function admit(
  tx: Transaction<Tables>,
  { userId, problem, event }: { userId: string; problem: string; event: string | undefined },
): Promise<Admission> {
  if (event !== undefined && (await mayCount(tx, event, userId))) {
    const found = await tx
      .selectFrom('eventProblem')
      .innerJoin('problem', 'problem.id', 'eventProblem.problemId')
      .select('problem.id')
      .where('eventId', '=', event)
      .where('slug', '=', problem)
      .executeTakeFirst();
    if (!found) throw new StoreError('not-in-event', `the event has no problem "${problem}"`);
    return { problemId: found.id, eventId: event };
  }
  const found = await tx
    .selectFrom('problem')
    .select(['id', holdingEvent(userId).as('heldBy')])
    .where('slug', '=', problem)
    .where(({ or }) => or([sql<boolean>`${visibleFrom} <= now()`, isAdmin(userId)]))
    .executeTakeFirst();
  if (!found) throw new StoreError('unknown-problem', `there is no problem "${problem}"`);
  if (found.heldBy) {
    const { id, title } = found.heldBy;
    throw new StoreError(
      'event-running',
      `this problem is in “${title}”, which runs and which you take part in: submit it there (with "event": "${id}")`,
    );
  }
  return { problemId: found.id, eventId: null };
}

/** false: the event is over. */
async function mayCount(tx: Database, id: string, userId: string): Promise<boolean> {
  const event = await tx
    .selectFrom('event')
    .select([
      sql<boolean>`starts_at <= now()`.as('begun'),
      sql<boolean>`ends_at <= now()`.as('over'),
      sql<boolean>`exists (select from participant where event_id = event.id and user_id = ${userId})`.as(
        'joined',
      ),
    ])
    .where('id', '=', id)
    .where(visibleTo(userId))
    .executeTakeFirst();
  if (!event) throw new StoreError('unknown-event', `there is no event ${id}`);
  if (!event.begun) throw new StoreError('event-not-running');
  if (event.over) return false;
  if (!event.joined) throw new StoreError('not-a-participant');
  return true;
}

/** Of the table `problem`. Else a participant could try a solution as practice first, and pay no penalty for it. */
export function holdingEvent(userId: string): RawBuilder<HoldingEvent | null> {
  return sql`(select json_build_object('id', event.id, 'title', title, 'endsAt', ends_at) from event
    join event_problem on event_problem.event_id = event.id and event_problem.problem_id = problem.id
    join participant on participant.event_id = event.id and participant.user_id = ${userId}
    where starts_at <= now() and ends_at > now() order by event.id limit 1)`;
}

const isAdmin = (userId: string) =>
  sql<boolean>`exists (select from "user" where id = ${userId} and role = 'admin')`;

/**
 * Of the table `problem`: since when all may see it. A problem of events begins with the first of them; a draft begins
 * never. It depends on no clock, so that it may be cached.
 */
export const visibleFrom: RawBuilder<Date> = sql`coalesce(
  (select min(starts_at) from event_problem join event on event.id = event_id
    where problem_id = problem.id and visibility <> 'hidden'),
  case when problem.hidden or exists (select from event_problem where problem_id = problem.id)
    then timestamptz '9999-12-31 00:00Z' else timestamptz '1970-01-01 00:00Z' end)`;
