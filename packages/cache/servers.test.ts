import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { addReadmeUser, commandsOfScripts, startTestRedisCluster } from '@gavel/test-support';
import { openTestCache, set } from './fixture.ts';

const README = new URL('README.md', import.meta.url);
const fixture = await openTestCache();
after(fixture.close);
/** Enough that every node of a cluster has some. */
const IDS = Array.from({ length: 12 }, (_, n) => `entry-${n}`);

/** Reads, writes in all three orders, and clears. */
async function useAll(url: string): Promise<void> {
  const cache = fixture.cache({ url, onError: (error) => assert.fail(error) });
  try {
    for (const order of ['invalidate-first', 'cache-first', 'database-first'] as const) {
      const resource = cache.resource<number>({ name: order, order });
      const read = (id: string) => resource.read(id, () => fixture.load(id));
      for (const id of IDS) {
        await fixture.put(id, 1);
        assert.equal(await read(id), 1);
        await cache.write([resource.change(id, async () => 2)], (tx) => set(tx, id, 2));
        assert.equal(await read(id), 2);
        assert.equal(await read(id), 2);
      }
      assert.ok(resource.counters.hits >= IDS.length);
      assert.equal(await cache.clear(order), IDS.length, 'on whatever node they are');
    }
  } finally {
    await cache.close();
  }
}

describe('servers', () => {
  test('a user with nothing but the rights that the README lists', async () => {
    const user = await addReadmeUser(README, [fixture.redis]);
    const sent = ['hello', 'ping', 'cluster|slots', 'eval', 'evalsha', 'mget', 'scan'];
    const needed = new Set([...(await commandsOfScripts(new URL('lua/', import.meta.url))), ...sent]);
    assert.deepEqual(user.commands, [...needed].sort());
    await useAll(user.login(fixture.redis.url));
    assert.deepEqual(await user.refused(), []);
  });

  test('a cluster of three, as the same user', async () => {
    const cluster = await startTestRedisCluster();
    try {
      const user = await addReadmeUser(README, cluster.nodes);
      await useAll(user.login(cluster.url));
      assert.deepEqual(await user.refused(), []);
    } finally {
      await cluster.stop();
    }
  });
});
