/** A process of many writes, each of which stops for good at a step: `node killed-writer.fixture.ts REDIS DATABASE`. */
import pg from 'pg';
import { rowOf, set, transactionsOf } from './fixture.ts';
import { Cache, type WriteOrder } from './index.ts';

const ORDERS: WriteOrder[] = ['invalidate-first', 'cache-first', 'database-first'];
const STEPS = ['in the transaction', 'before commit', 'after commit'] as const;

const [url = '', connectionString = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString, max: ORDERS.length * STEPS.length });
const transactions = transactionsOf(pool);
let standing = 0;

/** Tells whoever kills it when all have come to their step; waits for that. */
async function stand(): Promise<void> {
  if (++standing === ORDERS.length * STEPS.length) process.stdout.write('there\n');
  await new Promise((resolve) => setTimeout(resolve, 600_000));
}

async function write(order: WriteOrder, step: (typeof STEPS)[number]): Promise<void> {
  const cache = new Cache<pg.PoolClient>({
    url,
    database: {
      ...transactions,
      async transaction(work) {
        const result = await transactions.transaction(async (tx) => {
          const answer = await work(tx);
          if (step === 'before commit') await stand();
          return answer;
        });
        if (step === 'after commit') await stand();
        return result;
      },
    },
  });
  const id = `${order} ${step}`;
  const item = cache.resource<number>({ name: 'killed', order, writeMs: 1_500 });
  // Connected before the time of the write begins to run.
  await Promise.all([item.read('none', async () => 0), pool.query('select pg_sleep(0.1)')]);
  await cache.write([item.change(id, (tx) => rowOf(tx, id))], async (tx) => {
    await set(tx, id, 2);
    if (step === 'in the transaction') await stand();
  });
}

await Promise.all(ORDERS.flatMap((order) => STEPS.map((step) => write(order, step))));
