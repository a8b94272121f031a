import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caughtUp, follow, promote, REPLICATING, startTestRedis, until } from '@gavel/test-support';
import { openTestCache, rowOf, set } from './fixture.ts';

test('a primary that takes over again does not believe what it held before: deletions were lost', async (t) => {
  const fixture = await openTestCache();
  t.after(() => fixture.close());
  const servers = await Promise.all([startTestRedis(...REPLICATING), startTestRedis(...REPLICATING)]);
  for (const server of servers) t.after(() => server.stop());
  const [one, two] = servers;
  const process = () => {
    const cache = fixture.cache({ url: one.url });
    return { cache, item: cache.resource<number>({ name: 'item', order: 'invalidate-first' }) };
  };

  // A primary takes another id for its first replica; what comes before that would prove nothing.
  await follow(two, one);
  await fixture.put('a', 1);
  const before = process();
  assert.equal(await before.item.read('a', () => fixture.load('a')), 1);
  await caughtUp(two, one);
  await promote(two);
  await before.cache.write([before.item.change('a', (tx) => rowOf(tx, 'a'))], (tx) => set(tx, 'a', 2));
  await follow(one, two);
  await promote(one);

  const { item } = process();
  assert.equal(await item.read('a', () => fixture.load('a')), 2);
  const again = () => before.item.read('a', () => fixture.load('a'));
  await until('who stayed connected sees it too', async () => (await again()) === 2);
});
