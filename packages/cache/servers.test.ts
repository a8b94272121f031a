import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { asReadmeUser, startTestRedis, startTestRedisCluster } from '@gavel/test-support';
import { openTestCache, set } from './fixture.ts';

const README = new URL('README.md', import.meta.url);
/** What is sent besides scripts. */
const SENT = ['hello', 'ping', 'cluster|slots', 'eval', 'evalsha', 'mget', 'scan'];
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
  test('a user with nothing but the rights that the README lists', async () =>
    asReadmeUser(README, SENT, await startTestRedis(), useAll));

  test('a cluster of three, as the same user', async () =>
    asReadmeUser(README, SENT, await startTestRedisCluster(), useAll));
});
