import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { startTestRedis, startTestRedisCluster, type TestRedis, until } from '@gavel/test-support';
import { createClient } from 'redis';
import { Consumer } from './consumer.ts';
import { Queue } from './queue.ts';

/** Works jobs of three classes off, with what an operator does in between; gives the ids in the end. */
async function workAll(url: string): Promise<string[]> {
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
    const { waiting, running } = await queue.stats();
    assert.ok(waiting + running <= 1);
    return done.sort();
  } finally {
    await consumer.stop();
    queue.close();
  }
}

describe('servers', () => {
  let redis: TestRedis;
  before(async () => {
    redis = await startTestRedis();
  });
  after(() => redis.stop());

  test('a cluster of three', async () => {
    const cluster = await startTestRedisCluster();
    try {
      assert.deepEqual(await workAll(cluster.url), ['event', 'practice', 'rejudge']);
    } finally {
      await cluster.stop();
    }
  });

  test('a user with nothing but the rights that the README lists', async () => {
    const readme = await readFile(new URL('README.md', import.meta.url), 'utf8');
    const rights = /ACL SETUSER \S+ on >\S+ (.+)/.exec(readme)?.[1] ?? '';
    const admin = await createClient({ url: redis.url }).connect();
    try {
      await admin.sendCommand(['ACL', 'SETUSER', 'judge', 'on', '>secret', ...rights.trim().split(/\s+/)]);
      const url = redis.url.replace('redis://', 'redis://judge:secret@');
      assert.deepEqual(await workAll(url), ['event', 'practice', 'rejudge']);
    } finally {
      admin.destroy();
    }
  });

  test('the scripts use no command younger than Redis 6.2', async (t) => {
    const folder = new URL('lua/', import.meta.url);
    const used = new Set<string>();
    for (const file of await readdir(folder)) {
      const text = await readFile(new URL(file, folder), 'utf8');
      for (const [, name] of text.matchAll(/redis\.call\([^']*'(\w+)'/g)) used.add(name as string);
    }
    const client = await createClient({ url: redis.url }).connect();
    try {
      const version = /redis_version:(\d+)/.exec(await client.info('server'))?.[1];
      if (Number(version) < 7) return t.skip('this server cannot tell since when it has its commands');
      for (const name of used) {
        const docs = JSON.stringify(await client.sendCommand(['COMMAND', 'DOCS', name]));
        const [major, minor] = /"since":"(\d+)\.(\d+)/.exec(docs)?.slice(1).map(Number) ?? [99, 0];
        assert.ok((major as number) * 100 + (minor as number) <= 602, `${name}: ${docs.slice(0, 200)}`);
      }
    } finally {
      client.destroy();
    }
  });
});
