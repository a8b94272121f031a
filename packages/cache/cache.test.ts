import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { openTestCache, rowOf, set } from './fixture.ts';
import type { WriteOrder } from './index.ts';

const fixture = await openTestCache();
after(fixture.close);
const { put, load } = fixture;
let made = 0;

/** The same resource in two processes. */
function twoCaches(order: WriteOrder = 'invalidate-first') {
  const name = `test-${String.fromCharCode(97 + ((made / 26) | 0), 97 + (made++ % 26))}`;
  const [here, there] = [fixture.cache({ checkShare: 0 }), fixture.cache({ checkShare: 0 })];
  return {
    ...{ here, there, name },
    mine: here.resource<number>({ name, order }),
    theirs: there.resource<number>({ name, order }),
  };
}

describe('reading', () => {
  test('a value is loaded once, for every process', async () => {
    const { mine, theirs } = twoCaches();
    await put('once', 1);
    const reads = [mine, theirs].flatMap((resource) =>
      Array.from({ length: 500 }, () => resource.read('once', () => load('once'))),
    );
    assert.deepEqual(new Set(await Promise.all(reads)), new Set([1]));
    assert.equal(mine.counters.loads + theirs.counters.loads, 1);
    await put('once', 2);
    assert.equal(await theirs.read('once', () => load('once')), 1, 'a change past `write` is not seen');
  });

  test('that there is nothing is kept too', async () => {
    const { mine, theirs } = twoCaches();
    assert.equal(await mine.read('none', () => load('none')), null);
    assert.equal(await theirs.read('none', () => load('none')), null);
    assert.equal(theirs.counters.loads, 0);
  });

  test('a large value comes back as it was', async () => {
    const { here, there, name } = twoCaches();
    const [mine, theirs] = [here, there].map((each) => each.resource<string>({ name: `${name}-large` }));
    const text = 'a{b}\u{1F600}'.repeat(20_000);
    for (const each of [mine, theirs]) assert.equal(await each?.read('{x} y', async () => text), text);
    assert.equal(theirs?.counters.loads, 0);
  });

  test('a load that fails is tried again by the next reader', async () => {
    const { mine } = twoCaches();
    await put('fails', 3);
    const failing = () => Promise.reject(new Error('no database'));
    await assert.rejects(mine.read('fails', failing), /no database/);
    assert.equal(await mine.read('fails', () => load('fails')), 3);
    assert.equal(mine.counters.fills, 1);
  });
});

for (const order of ['invalidate-first', 'cache-first', 'database-first'] as const) {
  describe(order, () => {
    test('a read that begins after the write sees it, in every process', async () => {
      const { here, mine, theirs } = twoCaches(order);
      const id = `after-${order}`;
      await put(id, 1);
      const read = () => Promise.all([mine, theirs].map((each) => each.read(id, () => load(id))));
      assert.deepEqual(await read(), [1, 1]);
      await here.write([mine.change(id, (tx) => rowOf(tx, id))], (tx) => set(tx, id, 2));
      assert.deepEqual(await read(), [2, 2]);
      const loads = mine.counters.loads + theirs.counters.loads;
      assert.equal(loads, order === 'invalidate-first' ? 2 : 1);
    });

    test('a write that fails leaves what was', async () => {
      const { here, mine, theirs } = twoCaches(order);
      const id = `fails-${order}`;
      await put(id, 1);
      await mine.read(id, () => load(id));
      const failing = here.write([mine.change(id, (tx) => rowOf(tx, id))], async (tx) => {
        await set(tx, id, 2);
        throw new Error('no');
      });
      await assert.rejects(failing, /no/);
      assert.equal(await theirs.read(id, () => load(id)), 1);
      assert.equal(theirs.counters.bypasses, 0, 'and no marker');
    });
  });
}
