import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createTestDatabase, startTestRedis } from '@gavel/test-support';
import pg from 'pg';
import { createClient } from 'redis';
import { Cache, type CacheOptions, type Database } from './index.ts';
import { rootOf } from './scripts.ts';

export type Tx = pg.PoolClient;

/** What cache_outbox must be, as the README gives it. */
const OUTBOX = `create table cache_outbox (
  number bigint generated always as identity primary key, resource text not null, id text not null
)`;

/** A Redis and a database of their own, with rows `(id, n)`, and caches on them as if each were another process. */
export async function openTestCache() {
  const [redis, database] = await Promise.all([startTestRedis(), createTestDatabase()]);
  const pool = new pg.Pool({ connectionString: database.url, max: 20 });
  pool.on('error', () => {});
  await pool.query(OUTBOX);
  await pool.query('create table item (id text primary key, n integer not null)');
  const keys = createClient({ url: redis.url });
  keys.on('error', ignore);
  await keys.connect();
  const transactions = transactionsOf(pool);
  const caches: Cache<Tx>[] = [];
  const ways: Way[] = [];
  return {
    ...{ redis, pool, url: database.url, transactions },
    cache(options: Partial<CacheOptions<Tx>> = {}): Cache<Tx> {
      const cache = new Cache<Tx>({ url: redis.url, database: transactions, timeoutMs: 5_000, ...options });
      caches.push(cache);
      return cache;
    },
    async way(): Promise<Way> {
      const way = await openWay(redis.port);
      ways.push(way);
      return way;
    },
    /** Milliseconds that the longest marker of a writer lives. */
    async markerMs(resource: string, id: string): Promise<number> {
      return keys.pTTL(`${rootOf(resource, id)}:writers`);
    },
    async load(id: string): Promise<number | null> {
      return rowOf(pool, id);
    },
    async put(id: string, n: number): Promise<void> {
      await set(pool, id, n);
    },
    async close() {
      await Promise.all(caches.map((cache) => cache.close()));
      for (const way of ways) way.cut();
      keys.destroy();
      await pool.end();
      await Promise.all([redis.stop(), database.drop()]);
    },
  };
}

type Way = Awaited<ReturnType<typeof openWay>>;

/** A way to Redis that can be cut for good, or held: what is sent then arrives when it is let go. */
async function openWay(port: number) {
  const pairs = new Set<readonly [near: Socket, far: Socket]>();
  const server = createServer((near) => {
    const pair = [near, connect(port, '127.0.0.1')] as const;
    const [, far] = pair;
    pairs.add(pair);
    near.pipe(far).pipe(near);
    for (const socket of pair) {
      socket.on('error', ignore);
      socket.once('close', () => pairs.delete(pair) && cut(pair));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (pair: readonly Socket[]) => pair.forEach((socket) => void socket.destroy());
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      server.close();
      for (const pair of pairs) cut(pair);
    },
    hold() {
      for (const [near, far] of pairs) near.unpipe(far).pause();
    },
    letGo() {
      for (const [near, far] of pairs) near.pipe(far);
    },
  };
}

export async function rowOf(connection: pg.Pool | Tx, id: string): Promise<number | null> {
  const { rows } = await connection.query<{ n: number }>('select n from item where id = $1', [id]);
  return rows[0]?.n ?? null;
}

export async function set(connection: pg.Pool | Tx, id: string, n: number): Promise<void> {
  await connection.query('insert into item values ($1, $2) on conflict (id) do update set n = excluded.n', [
    id,
    n,
  ]);
}

export function transactionsOf(pool: pg.Pool): Database<Tx> {
  return {
    async transaction(work) {
      const client = await pool.connect();
      client.on('error', ignore);
      let broken: Error | undefined;
      try {
        await client.query('begin');
        const result = await work(client);
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch((failure: Error) => {
          broken = failure;
        });
        throw error;
      } finally {
        client.off('error', ignore);
        client.release(broken);
      }
    },
    async query(tx, text, values) {
      return (await tx.query(text, [...values])).rows;
    },
  };
}

// What was under way, or comes next, rejects.
const ignore = () => {};
