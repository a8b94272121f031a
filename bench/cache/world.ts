import { Cache, type Database } from '@gavel/cache';
import { startTestPostgres, startTestRedis } from '@gavel/test-support';
import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisBusDriver, redisDriver } from 'bentocache/drivers/redis';
import pg from 'pg';
import { createClient, type RedisClientType } from 'redis';

export type Tx = pg.PoolClient;

/** A Redis, a Postgres with rows `(id, n)`, and what counts how often a row was read. */
export async function openWorld() {
  const [redis, postgres] = await Promise.all([startTestRedis(), startTestPostgres()]);
  const pool = new pg.Pool({ connectionString: postgres.url, max: 20 });
  await pool.query('create table item (id text primary key, n integer not null)');
  const client: RedisClientType = createClient({ url: redis.url });
  await client.connect();
  const closing: (() => Promise<void>)[] = [];
  let loads = 0;
  let beforeCommit = () => {};
  const database = transactions(pool, () => beforeCommit());

  return {
    ...{ redis, pool, client, database },
    loads: () => loads,
    /** Called when the next commits are about to be sent. */
    beforeCommit(call: () => void): void {
      beforeCommit = call;
    },
    async load(id: string): Promise<number> {
      loads++;
      const { rows } = await pool.query<{ n: number }>('select n from item where id = $1', [id]);
      return (rows[0] as { n: number }).n;
    },
    /** As many caches as there would be processes. */
    cache(): Cache<Tx> {
      const cache = new Cache<Tx>({
        url: redis.url,
        database,
        timeoutMs: 5_000,
        waitingLoads: 20_000,
      });
      closing.push(() => cache.close());
      return cache;
    },
    bento() {
      const connection = { host: '127.0.0.1', port: redis.port };
      const l2 = () => redisDriver({ connection });
      const bento = new BentoCache({
        default: 'redis',
        ttl: '10m',
        stores: {
          redis: bentostore().useL2Layer(l2()),
          both: bentostore()
            .useL1Layer(memoryDriver({}))
            .useL2Layer(l2())
            .useBus(redisBusDriver({ connection })),
        },
      });
      closing.push(() => bento.disconnectAll());
      return bento;
    },
    async [Symbol.asyncDispose]() {
      for (const close of closing) await close();
      client.destroy();
      await pool.end();
      await Promise.all([redis.stop(), postgres.remove()]);
    },
  };
}

export type World = Awaited<ReturnType<typeof openWorld>>;

function transactions(pool: pg.Pool, beforeCommit: () => void): Database<Tx> {
  return {
    async transaction(work) {
      const tx = await pool.connect();
      try {
        await tx.query('begin');
        const result = await work(tx);
        beforeCommit();
        await tx.query('commit');
        return result;
      } finally {
        tx.release();
      }
    },
    query: async (tx, text, values) => (await tx.query(text, [...values])).rows,
  };
}
