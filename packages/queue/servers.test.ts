import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asReadmeUser, startTestRedis, startTestRedisCluster, until } from '@gavel/test-support';
import { Consumer } from './consumer.ts';
import { Queue } from './queue.ts';

/** Works jobs of three classes off, with what an operator does in between. */
async function workAll(url: string): Promise<void> {
  const queue = new Queue({ url, name: 'servers', timeoutMs: 10_000 });
  const done: string[] = [];
  const consumer = new Consumer({
    ...{ queue, workerId: 'w', slots: 2, onError: (error) => assert.fail(error) },
    handle: async ({ id, attempt }) => {
      if (id === 'late' && attempt === 1) throw new Error('once more');
      done.push(id);
    },
  });
  try {
    await queue.pause();
    const classes = ['event', 'practice', 'rejudge'];
    await queue.addBulk(classes.map((name) => ({ id: name, tenant: 'ann', class: name, payload: '{}' })));
    assert.equal(await queue.add({ id: 'gone', tenant: 'bob', class: 'event', payload: '{}' }), true);
    assert.equal(await queue.cancel('gone'), 'removed');
    assert.equal((await queue.position('event'))?.position, 1);
    await queue.resume();
    consumer.start();
    await until('all done', () => done.length === 3);
    await queue.add({ id: 'alone', tenant: 'ann', class: 'event', payload: '{}' });
    await until('done too', () => done.length === 4);
    const { waiting, running } = await queue.stats();
    assert.ok(waiting + running <= 1);
    assert.deepEqual(done.sort(), ['alone', 'event', 'practice', 'rejudge']);
  } finally {
    await consumer.stop();
    queue.close();
  }
}

const README = new URL('README.md', import.meta.url);
/** What is sent besides scripts. */
const SENT = ['hello', 'ping', 'cluster|slots', 'eval', 'evalsha', 'blmove', 'lpush', 'hmget', 'hscan'];

describe('servers', () => {
  test('a user with nothing but the rights that the README lists', async () =>
    asReadmeUser(README, SENT, await startTestRedis(), workAll));

  test('a cluster of three, as the same user', async () =>
    asReadmeUser(README, SENT, await startTestRedisCluster(), workAll));
});
