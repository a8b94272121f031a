import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '@gavel/test-support';
import { openTestCache, rowOf, set, type Tx } from './fixture.ts';
import type { Cache, Database, Resource, WriteOrder } from './index.ts';

const orders: WriteOrder[] = ['invalidate-first', 'cache-first', 'database-first'];
const NOWHERE = 'redis://127.0.0.1:1';
/** Milliseconds that a call waits for Redis, and a write 1,750 more; well below the time that a write has. */
const timeoutMs = 500;

let fixture: Awaited<ReturnType<typeof openTestCache>>;
before(async () => {
  fixture = await openTestCache();
});
after(() => fixture.close());

const read = (resource: Resource<number, Tx>, id: string) => resource.read(id, () => fixture.load(id));
const writeN = (cache: Cache<Tx>, item: Resource<number, Tx>, id: string, n: number) =>
  cache.write([item.change(id, (tx) => rowOf(tx, id))], (tx) => set(tx, id, n));

/** A row 1 that is cached, and the resource as a process sees it that reaches Redis. */
async function cachedRow(order: WriteOrder, what: string) {
  const id = `${order} ${what}`;
  const there = fixture.cache();
  const theirs = there.resource<number>({ name: 'away', order });
  await fixture.put(id, 1);
  assert.equal(await read(theirs, id), 1);
  return { id, there, theirs };
}

for (const order of orders) {
  describe(order, { concurrency: true }, () => {
    test('Redis away at the begin, `refuse`: nothing is written', async () => {
      const { id, theirs } = await cachedRow(order, 'refuses');
      const here = fixture.cache({ url: NOWHERE, timeoutMs });
      const mine = here.resource<number>({ name: 'away', order });
      await assert.rejects(writeN(here, mine, id, 2), { code: 'cache-unavailable' });
      assert.equal(await fixture.load(id), 1);
      assert.equal(await read(theirs, id), 1);
    });

    test('Redis away at the begin, `go-on`: written, and seen by all when it is settled', async () => {
      const { id, there, theirs } = await cachedRow(order, 'goes on');
      const here = fixture.cache({ url: NOWHERE, timeoutMs });
      const mine = here.resource<number>({ name: 'away', order, withoutRedis: 'go-on' });
      await writeN(here, mine, id, 2);
      assert.equal(await read(mine, id), 2, 'who does not reach Redis reads Postgres');
      assert.equal(await read(theirs, id), 1);
      await settled(there);
      assert.equal(await read(theirs, id), 2);
    });

    test('Redis away at the end: the new row, which is not put before the marker has expired', async () => {
      const { id, theirs } = await cachedRow(order, 'ends away');
      const way = await fixture.way();
      const here = fixture.cache({ url: way.url, timeoutMs, database: afterCommit(() => way.cut()) });
      const mine = here.resource<number>({ name: 'away', order });
      await heard(mine);
      await writeN(here, mine, id, 2);
      const { fills } = theirs.counters;
      assert.equal(await read(theirs, id), 2);
      assert.equal(theirs.counters.fills, fills);
      const marker = await fixture.markerMs('away', id);
      assert.ok(marker > 0 && marker <= 15_000, `${marker} ms`);
    });
  });
}

describe('what Redis hears late', { concurrency: true }, () => {
  test('the end of a write does not put its value over one that was settled since', async () => {
    const { id, there, theirs } = await cachedRow('database-first', 'late end');
    const way = await fixture.way();
    const here = fixture.cache({ url: way.url, timeoutMs, database: afterCommit(() => way.hold()) });
    const mine = here.resource<number>({ name: 'away', order: 'database-first' });
    await heard(mine);
    await writeN(here, mine, id, 2);
    const cut = fixture.cache({ url: NOWHERE, timeoutMs });
    const options = { name: 'away', order: 'database-first', withoutRedis: 'go-on' } as const;
    await writeN(cut, cut.resource<number>(options), id, 3);
    await settled(there);
    way.letGo();
    await heard(mine);
    assert.equal(await read(theirs, id), 3);
  });

  test('a value before its commit is not put over what was settled since', async () => {
    const { id, there, theirs } = await cachedRow('cache-first', 'late provide');
    const way = await fixture.way();
    const here = fixture.cache({ url: way.url, timeoutMs });
    const mine = here.resource<number>({ name: 'away', order: 'cache-first', withoutRedis: 'go-on' });
    await heard(mine);
    await here.write([mine.change(id, (tx) => rowOf(tx, id))], async (tx) => {
      await set(tx, id, 2);
      way.hold();
    });
    assert.equal(await read(theirs, id), 1);
    await settled(there);
    await fixture.put(id, 3);
    way.letGo();
    await heard(mine);
    assert.equal(await read(theirs, id), 3, 'the 2 is nowhere');
  });
});

test('who writes what another writes in `cache-first` is refused after a while', async () => {
  const { id, there, theirs } = await cachedRow('cache-first', 'busy');
  const here = fixture.cache();
  const mine = here.resource<number>({ name: 'away', order: 'cache-first', writeMs: 500 });
  await there.write([theirs.change(id, (tx) => rowOf(tx, id))], async (tx) => {
    await set(tx, id, 2);
    await assert.rejects(writeN(here, mine, id, 3), { code: 'cache-busy' });
  });
  assert.equal(await read(theirs, id), 2);
});

test('a Redis that stands still costs a read its timeout, and a write is refused; both go on when it does', async () => {
  const frozen = await openTestCache();
  try {
    const cache = frozen.cache({ timeoutMs });
    const item = cache.resource<number>({ name: 'frozen' });
    const readIt = () => item.read('f', () => frozen.load('f'));
    const write = (n: number) => cache.write([item.change('f')], (tx) => set(tx, 'f', n));
    await frozen.put('f', 1);
    await until('it is cached', async () => (await readIt()) === 1 && item.counters.hits > 0);
    process.kill(frozen.redis.pid, 'SIGSTOP');
    const { bypasses } = item.counters;
    assert.deepEqual(new Set(await Promise.all(Array.from({ length: 100 }, readIt))), new Set([1]));
    assert.ok(item.counters.bypasses - bypasses < 50, 'the readers share loads');
    await assert.rejects(write(2), { code: 'cache-unavailable' });
    assert.equal(await readIt(), 1);
    process.kill(frozen.redis.pid, 'SIGCONT');
    await until('it takes writes again', () =>
      write(3).then(
        () => true,
        () => null,
      ),
    );
    assert.equal(await readIt(), 3);
  } finally {
    process.kill(frozen.redis.pid, 'SIGCONT');
    await frozen.close();
  }
});

/** All that is owed is cleared; tests beside this one owe and settle too. */
async function settled(cache: Cache<Tx>): Promise<void> {
  await until('settled', async () => {
    await cache.settle();
    const { rows } = await fixture.pool.query('select from cache_outbox');
    return rows.length === 0;
  });
}

/** It is connected, and what it has sent before has been done. */
async function heard(resource: Resource<number, Tx>): Promise<void> {
  await until('a read was a hit', async () => {
    const { hits } = resource.counters;
    await resource.read('heard', async () => 1);
    return resource.counters.hits > hits;
  });
}

function afterCommit(then: () => void): Database<Tx> {
  return {
    ...fixture.transactions,
    async transaction(work) {
      const result = await fixture.transactions.transaction(work);
      then();
      return result;
    },
  };
}
