import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestRedisCluster, until } from '@gavel/test-support';
import fc from 'fast-check';
import { decode, encode } from './entry.ts';
import { openTestCache, type Tx } from './fixture.ts';
import type { Resource } from './index.ts';
import { CacheRedis } from './redis.ts';
import { Resource as Declared } from './resource.ts';
import { rootOf } from './scripts.ts';

let fixture: Awaited<ReturnType<typeof openTestCache>>;
/** Of another process, which does what it likes. */
let other: CacheRedis;
before(async () => {
  fixture = await openTestCache();
  other = new CacheRedis(fixture.redis.url, 60_000, () => {});
});
after(async () => {
  other.close();
  await fixture.close();
});

const read = (resource: Resource<number, Tx>, id: string) => resource.read(id, () => fixture.load(id));

describe('who loads', () => {
  test('a reader that died over its load is followed by another when its lease has lived', async () => {
    const item = fixture.cache({ waitMs: 60_000 }).resource<number>({ name: 'dead' });
    await fixture.put('d', 1);
    const [verdict] = await other.lease(rootOf('dead', 'd'), 'dead', 500, false);
    assert.equal(verdict, 'lease');
    assert.deepEqual(await Promise.all([read(item, 'd'), read(item, 'd')]), [1, 1]);
    const { waits, loads, fills, bypasses } = item.counters;
    assert.deepEqual([waits, loads, fills, bypasses], [2, 1, 1, 0]);
  });

  test('who has waited too long for another reads the database', async () => {
    const item = fixture.cache({ waitMs: 100 }).resource<number>({ name: 'slow' });
    await fixture.put('s', 1);
    await other.lease(rootOf('slow', 's'), 'slow', 600_000, false);
    assert.equal(await read(item, 's'), 1);
    const { loads, fills, bypasses } = item.counters;
    assert.deepEqual([loads, fills, bypasses], [1, 0, 1]);
  });

  test('a value past its life is served while one reader refreshes it', async () => {
    const item = fixture.cache().resource<number>({ name: 'stale', lifeMs: 1, staleMs: 600_000 });
    await fixture.put('s', 1);
    assert.equal(await read(item, 's'), 1);
    await fixture.put('s', 2);
    const loading = Promise.withResolvers<number>();
    let loads = 0;
    const slowly = () => {
      loads++;
      return loading.promise;
    };
    await until('it is being refreshed', async () => {
      assert.equal(await item.read('s', slowly), 1);
      return loads > 0;
    });
    assert.equal(await item.read('s', slowly), 1);
    assert.equal(loads, 1);
    loading.resolve(2);
    await until('it is there', async () => (await item.read('s', async () => 2)) === 2);
    assert.ok(item.counters.staleServed >= 2);
  });

  test('loads are bounded, those that wait too, and the time that they wait', async () => {
    const item = fixture.cache({ loads: 1, waitingLoads: 1 }).resource<number>({ name: 'full' });
    const loading = Promise.withResolvers<number>();
    const begun = Promise.withResolvers<void>();
    const first = item.read('1', () => {
      begun.resolve();
      return loading.promise;
    });
    await begun.promise;
    const others = ['2', '3'].map((id) => item.read(id, async () => Number(id)));
    await assert.rejects(Promise.race(others), { code: 'cache-overloaded' });
    loading.resolve(1);
    assert.equal(await first, 1);
    const outcomes = await Promise.allSettled(others);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);

    const hasty = fixture.cache({ loads: 1, turnMs: 50 }).resource<number>({ name: 'hasty' });
    const { promise: never, resolve: end } = Promise.withResolvers<number>();
    const holder = hasty.read('1', () => never);
    await assert.rejects(
      until('refused', () => hasty.read('2', async () => 2).then(() => null)),
      { code: 'cache-overloaded' },
    );
    end(1);
    await holder;
  });
});

describe('the sampled check', () => {
  /** As if it had been put five seconds ago. */
  async function keep(name: string, n: number): Promise<void> {
    const root = rootOf(name, 'c');
    assert.equal((await other.lease(root, 'checked', 60_000, false))[0], 'lease');
    await other.fill(root, 'checked', `j ${Date.now() - 5_000} ${Date.now() + 600_000} ${n}`, 600_000);
  }

  test('what differs from the database is counted with its age, and cleared', async () => {
    const item = fixture.cache({ checkShare: 1 }).resource<number>({ name: 'wrong' });
    await fixture.put('c', 2);
    await keep('wrong', 1);
    await until('it is right', async () => (await read(item, 'c')) === 2);
    assert.equal(item.counters.differences, 1);
    assert.ok(item.counters.oldestDifferenceMs >= 5_000);
  });

  test('what is right stays', async () => {
    const item = fixture.cache({ checkShare: 1 }).resource<number>({ name: 'right' });
    await fixture.put('c', 2);
    await keep('right', 2);
    await until('it was checked', async () => {
      assert.equal(await read(item, 'c'), 2);
      return item.counters.checks > 0;
    });
    const { differences, misses } = item.counters;
    assert.deepEqual([differences, misses], [0, 0]);
  });
});

test('lives differ by up to a tenth, absence has its own, values come back', async () => {
  const means = { reader: null as never, checkShare: 0, background: () => {} };
  const { options } = new Declared({ name: 'lives', lifeMs: 1_000, absentMs: 100, staleMs: 50 }, means);
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), fc.nat(20_000), async (value, length) => {
      const { text, lifeMs } = await encode(
        options,
        value === null ? null : { value, pad: 'x'.repeat(length) },
      );
      const [least, most] = value === null ? [90, 100] : [950, 1_050];
      assert.ok(lifeMs >= (least as number) && lifeMs <= (most as number), `${lifeMs}`);
      const entry = await decode<{ value: unknown }>(text);
      assert.equal(JSON.stringify(entry.value?.value ?? null), JSON.stringify(value));
    }),
  );
});

test('a resource is cleared on every node of a cluster', async () => {
  const cluster = await startTestRedisCluster();
  const cache = fixture.cache({ url: cluster.url });
  const item = cache.resource<number>({ name: 'clustered' });
  const others = cache.resource<number>({ name: 'others' });
  const ids = Array.from({ length: 24 }, (_, n) => String(n));
  const readAll = () => Promise.all(ids.map((id) => item.read(id, async () => Number(id))));
  try {
    await until('all is cached', async () => {
      await Promise.all([readAll(), others.read('1', async () => 1)]);
      return item.counters.fills === ids.length && others.counters.fills === 1;
    });
    assert.equal(await cache.clear('clustered'), ids.length);
    await readAll();
    assert.equal(item.counters.fills, 2 * ids.length);
    await others.read('1', async () => 2);
    assert.equal(others.counters.fills, 1);
  } finally {
    await cache.close();
    await cluster.stop();
  }
});
