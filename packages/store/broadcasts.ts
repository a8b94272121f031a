import type { Broadcast } from '@gavel/contract';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { StoreError, violatedConstraint } from './errors.ts';
import { newId } from './new-id.ts';
import { iso } from './text.ts';

interface NewBroadcast {
  readonly type: Broadcast['type'];
  readonly authorId: string;
  readonly coins: number;
  readonly message: string;
  /** Only for those who take part in it. */
  readonly event?: string | undefined;
  /** The same key and hash give the same broadcast again. */
  readonly idempotency?: { readonly key: string; readonly requestHash: Buffer };
}

export interface Broadcasts {
  /** `published`: nobody needs to be told of it any more. Fails with `idempotency-mismatch` or `unknown-event`. */
  create(broadcast: NewBroadcast): Promise<Broadcast & { published: boolean }>;
  /** Those for everybody since this user registered, and those for events that the user takes part in; newest first. */
  listFor(userId: string, limit: number): Promise<Broadcast[]>;
  /** All, newest first. */
  list(limit: number): Promise<Broadcast[]>;
  /** Those that nobody was told of for `seconds`, oldest first. */
  unpublished(seconds: number, limit: number): Promise<Broadcast[]>;
  setPublished(id: string): Promise<void>;
}

export function broadcasts(db: Database): Broadcasts {
  return {
    async create({ type, authorId, coins, message, event: eventId = null, idempotency }) {
      const { key = null, requestHash = null } = idempotency ?? {};
      const row = { id: newId(), type, authorId, eventId, coins, message };
      const inserted = await db
        .insertInto('broadcast')
        .values({ ...row, idempotencyKey: key, requestHash })
        .onConflict((conflict) => conflict.columns(['authorId', 'idempotencyKey']).doNothing())
        .returning(columns)
        .executeTakeFirst()
        .catch((error) => {
          throw violatedConstraint(error) === 'broadcast_event_id_fkey'
            ? new StoreError('unknown-event')
            : error;
        });
      if (inserted) return { ...toBroadcast(inserted), published: false };
      const earlier = await db
        .selectFrom('broadcast')
        .select([...columns, 'requestHash', 'publishedAt'])
        .where('authorId', '=', authorId)
        .where('idempotencyKey', '=', key)
        .executeTakeFirstOrThrow();
      if (!requestHash || !earlier.requestHash?.equals(requestHash)) {
        throw new StoreError('idempotency-mismatch');
      }
      return { ...toBroadcast(earlier), published: earlier.publishedAt !== null };
    },

    async listFor(userId, limit) {
      const rows = await db
        .selectFrom('broadcast')
        .innerJoin('user', (join) =>
          join.on('user.id', '=', userId).onRef('broadcast.createdAt', '>=', 'user.registeredAt'),
        )
        .select(qualified)
        .where(
          sql<boolean>`broadcast.event_id is null or exists (
            select from participant where event_id = broadcast.event_id and user_id = ${userId})`,
        )
        .orderBy('broadcast.createdAt', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toBroadcast);
    },

    async list(limit) {
      const latest = db.selectFrom('broadcast').select(columns).orderBy('createdAt', 'desc').limit(limit);
      return (await latest.execute()).map(toBroadcast);
    },

    async unpublished(seconds, limit) {
      const rows = await db
        .selectFrom('broadcast')
        .select(columns)
        .where('publishedAt', 'is', null)
        .where('createdAt', '<', sql<Date>`now() - make_interval(secs => ${seconds})`)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toBroadcast);
    },

    async setPublished(id) {
      await db.updateTable('broadcast').set({ publishedAt: sql`now()` }).where('id', '=', id).execute();
    },
  };
}

type BroadcastRow = Omit<Broadcast, 'event' | 'createdAt'> & { eventId: string | null; createdAt: Date };

const columns = ['id', 'type', 'coins', 'message', 'eventId', 'createdAt'] as const;
const qualified = columns.map((name) => `broadcast.${name}` as const);

function toBroadcast(row: BroadcastRow): Broadcast {
  const { id, type, coins, message, eventId, createdAt } = row;
  return { id, type, coins, message, event: eventId, createdAt: iso(createdAt) };
}
