import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { until } from '@gavel/test-support';
import { openTestCache, rowOf, set, type Tx } from './fixture.ts';
import type { Database, Resource, WriteOrder } from './index.ts';

const orders: WriteOrder[] = ['invalidate-first', 'cache-first', 'database-first'];
let fixture: Awaited<ReturnType<typeof openTestCache>>;
before(async () => {
  fixture = await openTestCache();
});
after(() => fixture.close());

const read = (resource: Resource<number, Tx>, id: string) => resource.read(id, () => fixture.load(id));

describe('a writer is killed', { concurrency: true }, () => {
  const KILLED = join(import.meta.dirname, 'killed-writer.fixture.ts');
  const cases = orders.flatMap((order) =>
    [['in the transaction', 1] as const, ['before commit', 1] as const, ['after commit', 2] as const].map(
      ([step, row]) => ({ order, step, row, id: `${order} ${step}` }),
    ),
  );
  const items = new Map<string, Resource<number, Tx>>();

  /** A process that stands at every step of a write in every order at once, and is killed there. */
  before(async () => {
    for (const { id, order } of cases) {
      const item = fixture.cache().resource<number>({ name: 'killed', order });
      items.set(id, item);
      await fixture.put(id, 1);
      assert.equal(await read(item, id), 1);
    }
    const child = spawn(process.execPath, [KILLED, fixture.redis.url, fixture.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    await Promise.race([once(child.stdout, 'data'), ended]);
    assert.equal(child.exitCode, null, 'it came to the steps');
    child.kill('SIGKILL');
    await ended;
  });

  for (const { order, step, row, id } of cases) {
    test(id, async () => {
      const mine = items.get(id) as Resource<number, Tx>;
      // Provided, and seen for a moment though nobody will confirm it: so the README says of cache-first.
      const provided = order === 'cache-first' && step !== 'in the transaction';
      if (provided) await until('it has expired', async () => (await read(mine, id)) === row);
      assert.equal(await read(mine, id), row);
      // What cache-first had not come to replace is still there, and still right.
      if (order === 'cache-first' && !provided) return;
      await until('the marker has expired, and the row is kept', async () => {
        assert.equal(await read(mine, id), row);
        return mine.counters.fills > 1;
      });
      assert.equal(await read(mine, id), row);
    });
  }
});

describe('a write that takes too long', () => {
  test('is rolled back before its marker expires, by the cache', async () => {
    const cache = fixture.cache();
    const writeMs = 300;
    const item = cache.resource<number>({ name: 'slow', writeMs });
    await fixture.put('slow', 1);
    const slow = cache.write([item.change('slow')], async (tx) => {
      await set(tx, 'slow', 2);
      const begun = performance.now();
      // Time itself has to pass; a session that is silent meanwhile would be ended by Postgres.
      await until('it has taken too long', async () => {
        await tx.query('select 1');
        return performance.now() - begun > writeMs;
      });
    });
    await assert.rejects(slow, { code: 'cache-write-too-slow' });
    assert.equal(await read(item, 'slow'), 1);
  });

  test('is rolled back by Postgres where the process stands still', async () => {
    const cache = fixture.cache();
    const item = cache.resource<number>({ name: 'still', writeMs: 300 });
    await fixture.put('still', 1);
    const { promise: stopped, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: pid, resolve: tellPid } = Promise.withResolvers<number>();
    const write = cache.write([item.change('still')], async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await set(tx, 'still', 2);
      tellPid((rows[0] as { pid: number }).pid);
      await stopped;
    });
    const failed = assert.rejects(write);
    const backend = await pid;
    await until('Postgres has ended the session', async () => {
      const { rows } = await fixture.pool.query('select from pg_stat_activity where pid = $1', [backend]);
      return rows.length === 0;
    });
    goOn();
    await failed;
    assert.equal(await fixture.load('still'), 1);
  });
});

describe('Postgres fails', () => {
  for (const order of orders) {
    test(`${order}: an answer to the commit that is lost leaves no wrong value behind`, async () => {
      const lossy: Database<Tx> = {
        ...fixture.transactions,
        async transaction(work) {
          await fixture.transactions.transaction(work);
          throw new Error('Connection terminated');
        },
      };
      const cache = fixture.cache({ database: lossy });
      const item = cache.resource<number>({ name: `lost-${order}`, order });
      const there = fixture.cache().resource<number>({ name: `lost-${order}`, order });
      const id = `lost ${order}`;
      await fixture.put(id, 1);
      await read(there, id);
      const write = cache.write([item.change(id, (tx) => rowOf(tx, id))], (tx) => set(tx, id, 2));
      await assert.rejects(write, /Connection terminated/);
      assert.equal(await read(there, id), 2);
    });
  }
});

describe('Redis restarts', { concurrency: false }, () => {
  test('what it held before is not believed, and the first to read loads it', async () => {
    const item = fixture.cache().resource<number>({ name: 'restarted' });
    await fixture.put('r', 1);
    await read(item, 'r');
    assert.equal(await read(item, 'r'), 1);
    await fixture.redis.kill();
    await fixture.put('r', 2);
    await fixture.redis.start();
    await until('the cache is used again', async () => {
      assert.equal(await read(item, 'r'), 2);
      return item.counters.fills === 2;
    });
  });
});
