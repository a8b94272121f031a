/** A process that writes, and stops for good at a step: `node killed-writer.fixture.ts REDIS DATABASE ORDER STEP ID N`. */
import pg from 'pg';
import { rowOf, set, transactionsOf } from './fixture.ts';
import { Cache, type WriteOrder } from './index.ts';

const [redis = '', database = '', order, step, id = '', n] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: database });
const transactions = transactionsOf(pool);

/** Told to whoever kills it; it waits for that. */
async function reached(here: string): Promise<void> {
  if (here !== step) return;
  process.stdout.write('there\n');
  await new Promise((resolve) => setTimeout(resolve, 600_000));
}

const cache = new Cache<pg.PoolClient>({
  url: redis,
  database: {
    ...transactions,
    async transaction(work) {
      const result = await transactions.transaction(async (tx) => {
        const answer = await work(tx);
        await reached('before commit');
        return answer;
      });
      await reached('after commit');
      return result;
    },
  },
});
const item = cache.resource<number>({ name: 'killed', order: order as WriteOrder, writeMs: 1_000 });
await cache.write([item.change(id, (tx) => rowOf(tx, id))], async (tx) => {
  await set(tx, id, Number(n));
  await reached('in the transaction');
});
