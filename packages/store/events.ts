import type { EventDetail, EventVisibility, Participant, Scoring } from '@gavel/contract';
import { sql } from 'kysely';
import type { Database, StoreTransaction } from './database.ts';
import { StoreError } from './errors.ts';
import { iso } from './text.ts';

/** An event as it is kept: with its problems also before the start, and nothing about who asks. */
export type StoredEvent = Omit<EventDetail, 'joined' | 'problems' | 'problemList'> & {
  readonly problems: readonly { readonly slug: string; readonly title: string }[];
};

/** What the list tells of it. */
export type ListedEvent = Omit<StoredEvent, 'description' | 'descriptionHtml'>;

export interface EventFields {
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly startsAt: string;
  readonly endsAt: string;
  readonly freezeMinutes: number | null;
  readonly visibility: EventVisibility;
  readonly scoring: Scoring;
  readonly description: string;
  readonly descriptionHtml: string;
  /** Slugs, in order. */
  readonly problems: readonly string[];
}

/** Reads take the transaction that they are to be part of, if any; writes need one. */
export interface Events {
  /** All, drafts too, the latest start first; without descriptions. */
  list(tx?: StoreTransaction): Promise<ListedEvent[]>;
  get(id: string, tx?: StoreTransaction): Promise<StoredEvent | null>;
  /** Whether others than admins may know of it. */
  isShown(id: string): Promise<boolean>;
  /** Those that have this problem. */
  having(slug: string): Promise<string[]>;
  /** Fails with `unknown-problem` or `impossible-times`. */
  create(tx: StoreTransaction, id: string, event: EventFields): Promise<void>;
  /** As `create`. Gives who saw it before; null: there is no such event. */
  change(tx: StoreTransaction, id: string, change: Partial<EventFields>): Promise<Visible | null>;
  /** Its submissions stay, as practice. */
  remove(tx: StoreTransaction, id: string): Promise<Visible | null>;
  /** From now on the standings show everything. Fails with `event-not-over`. */
  reveal(tx: StoreTransaction, id: string): Promise<Visible | null>;
  /** Fails with `unknown-event`, also for a draft unless an admin asks, or `event-over`. Harmless when done twice. */
  join(id: string, userId: string): Promise<void>;
  participants(id: string): Promise<Participant[]>;
  /** Which events a user takes part in. */
  joinedBy(userId: string): Promise<string[]>;
}

interface Visible {
  readonly visibility: EventVisibility;
}

export function events(db: Database): Events {
  return {
    async list(tx) {
      const rows = await summaries(tx ?? db)
        .orderBy('startsAt', 'desc')
        .orderBy('id', 'desc')
        .execute();
      return rows.map(summary);
    },

    async get(id, tx) {
      const row = await summaries(tx ?? db)
        .select(['descriptionMarkdown', 'descriptionHtml'])
        .where('id', '=', id)
        .executeTakeFirst();
      if (!row) return null;
      return {
        ...summary(row),
        description: row.descriptionMarkdown,
        descriptionHtml: row.descriptionHtml,
      };
    },

    async isShown(id) {
      const row = await db.selectFrom('event').select('visibility').where('id', '=', id).executeTakeFirst();
      return row !== undefined && row.visibility !== 'hidden';
    },

    async having(slug) {
      const rows = await db
        .selectFrom('eventProblem')
        .innerJoin('problem', 'problem.id', 'problemId')
        .select('eventId')
        .where('slug', '=', slug)
        .execute();
      return rows.map(({ eventId }) => eventId);
    },

    create,
    change,
    reveal,

    async remove(tx, id) {
      const row = await tx
        .deleteFrom('event')
        .where('id', '=', id)
        .returning('visibility')
        .executeTakeFirst();
      return row ?? null;
    },

    join: (id, userId) => db.transaction().execute((tx) => join(tx, id, userId)),

    async participants(id) {
      const rows = await db
        .selectFrom('participant')
        .innerJoin('user', 'user.id', 'participant.userId')
        .select(['user.id', 'user.handle', 'joinedAt'])
        .where('eventId', '=', id)
        .orderBy('handleKey')
        .execute();
      return rows.map(({ joinedAt, ...user }) => ({ ...user, joinedAt: iso(joinedAt) }));
    },

    async joinedBy(userId) {
      const rows = await db
        .selectFrom('participant')
        .select('eventId')
        .where('userId', '=', userId)
        .execute();
      return rows.map(({ eventId }) => eventId);
    },
  };
}

function summaries(db: Database) {
  return db
    .selectFrom('event')
    .select(['id', 'title', 'startsAt', 'endsAt', 'visibility', 'scoring', 'freezeMinutes', 'revealedAt'])
    .select(
      sql<{ slug: string; title: string }[]>`(select coalesce(
          json_agg(json_build_object('slug', slug, 'title', problem.title) order by position), '[]')
        from event_problem join problem on problem.id = problem_id where event_id = event.id)`.as('problems'),
    );
}

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaries>['execute']>>[number];

function summary({ id, title, visibility, scoring, problems, freezeMinutes, ...times }: SummaryRow) {
  const { startsAt, endsAt, revealedAt } = times;
  const freezeAt = freezeMinutes === null ? null : new Date(endsAt.getTime() - freezeMinutes * 60_000);
  return {
    ...{ id, title, visibility, scoring, problems, freezeMinutes, freezeAt: iso(freezeAt) },
    ...{ startsAt: iso(startsAt), endsAt: iso(endsAt), revealedAt: iso(revealedAt) },
  };
}

async function create(
  tx: StoreTransaction,
  id: string,
  { description, problems, ...event }: EventFields,
): Promise<void> {
  checkTimes(event);
  await tx
    .insertInto('event')
    .values({ id, descriptionMarkdown: description, ...event })
    .execute();
  await setProblems(tx, id, problems);
}

async function change(
  tx: StoreTransaction,
  id: string,
  { description, problems, ...changes }: Partial<EventFields>,
): Promise<Visible | null> {
  const row = await tx
    .selectFrom('event')
    .select(['startsAt', 'endsAt', 'freezeMinutes', 'visibility'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return null;
  checkTimes({ ...row, startsAt: iso(row.startsAt), endsAt: iso(row.endsAt), ...changes });
  await tx
    .updateTable('event')
    .set({
      ...changes,
      ...(description !== undefined && { descriptionMarkdown: description }),
      updatedAt: sql`now()`,
    })
    .where('id', '=', id)
    .execute();
  if (problems) {
    await tx.deleteFrom('eventProblem').where('eventId', '=', id).execute();
    await setProblems(tx, id, problems);
  }
  return row;
}

function checkTimes({
  startsAt,
  endsAt,
  freezeMinutes,
}: Pick<EventFields, 'startsAt' | 'endsAt' | 'freezeMinutes'>) {
  const minutes = (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000;
  if (minutes === 0) throw new StoreError('impossible-times', 'the event ends in the moment it begins');
  if (minutes < 0) throw new StoreError('impossible-times', 'the event ends before it begins');
  if (freezeMinutes !== null && freezeMinutes > minutes) {
    throw new StoreError('impossible-times', 'the standings would freeze before the event begins');
  }
}

async function setProblems(tx: StoreTransaction, eventId: string, slugs: readonly string[]) {
  const found = await tx.selectFrom('problem').select(['id', 'slug']).where('slug', 'in', slugs).execute();
  const ids = new Map(found.map(({ id, slug }) => [slug, id]));
  const rows = slugs.map((slug, position) => {
    const problemId = ids.get(slug);
    if (!problemId) throw new StoreError('unknown-problem', `there is no problem "${slug}"`);
    return { eventId, position, problemId };
  });
  await tx.insertInto('eventProblem').values(rows).execute();
}

async function join(tx: StoreTransaction, id: string, userId: string): Promise<void> {
  const event = await tx
    .selectFrom('event')
    .select(sql<boolean>`ends_at <= now()`.as('over'))
    .where('id', '=', id)
    .where(visibleTo(userId))
    .forKeyShare()
    .executeTakeFirst();
  if (!event) throw new StoreError('unknown-event');
  const added = await tx
    .insertInto('participant')
    .values({ eventId: id, userId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('userId')
    .executeTakeFirst();
  // Thrown after the insert, so that joining again is harmless after the end too; the transaction takes it back.
  if (added && event.over) throw new StoreError('event-over');
}

/** Of the table `event`: drafts are there for admins only. */
export function visibleTo(userId: string) {
  return sql<boolean>`(event.visibility <> 'hidden'
    or exists (select from "user" where id = ${userId} and role = 'admin'))`;
}

async function reveal(tx: StoreTransaction, id: string): Promise<Visible | null> {
  const event = await tx
    .selectFrom('event')
    .select('visibility')
    .select(sql<boolean>`ends_at <= now()`.as('over'))
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!event) return null;
  if (!event.over) throw new StoreError('event-not-over');
  await tx
    .updateTable('event')
    .set({ revealedAt: sql`coalesce(revealed_at, now())` })
    .where('id', '=', id)
    .execute();
  return event;
}
