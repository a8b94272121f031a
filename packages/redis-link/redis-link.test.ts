import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startTestRedis, startTestRedisCluster, type TestRedis, until } from '@gavel/test-support';
import { createClient } from 'redis';
import { createRedisClient, loadScript, RedisLink, runScript } from './index.ts';

class Away extends Error {}
class Closed extends Error {}

let redis: TestRedis;
before(async () => {
  redis = await startTestRedis();
});
after(() => redis.stop());

/** Closed also where a test fails: one that is left would keep the process alive. */
const opened: RedisLink[] = [];
after(() => {
  for (const link of opened) link.close();
});

function open(errors: Error[] = [], timeoutMs = 1_000, url = redis.url): RedisLink {
  const onError = (error: Error) => errors.push(error);
  const unavailable = (cause?: unknown) => new Away('away', { cause });
  const link = new RedisLink({ url, timeoutMs, onError, unavailable, closed: () => new Closed() });
  opened.push(link);
  return link;
}

describe('a link to Redis', { concurrency: false }, () => {
  test('fails with the owner’s error while Redis is away, and works again when it is back', async () => {
    const errors: Error[] = [];
    const link = open(errors);
    await link.run((client) => client.set('kept', 'yes'));
    await redis.kill();
    await assert.rejects(
      link.run((client) => client.get('kept')),
      Away,
    );
    assert.ok(errors.length > 0, 'its owner is told');
    await redis.start();
    const kept = await until('it is back', async () => {
      try {
        return await link.run((client) => client.get('kept'));
      } catch (error) {
        if (error instanceof Away) return null;
        throw error;
      }
    });
    assert.equal(kept, 'yes');
    link.close();
  });

  test('an error that Redis answers is no outage', async () => {
    const link = open();
    await link.run((client) => client.set('text', 'a'));
    await assert.rejects(
      link.run((client) => client.incr('text')),
      /not an integer/,
    );
    link.close();
  });

  test('closing rejects what is under way and later calls, and is no error', async () => {
    const errors: Error[] = [];
    const link = open(errors);
    await link.run((client) => client.ping());
    const waiting = link.run((client) => client.brPop('nothing', 0), 60_000);
    link.close();
    link.close();
    await assert.rejects(waiting, Closed);
    await assert.rejects(
      link.run((client) => client.ping()),
      Closed,
    );
    assert.deepEqual(errors, []);
  });

  test('closing in the middle of a ping is no error', async () => {
    const own = await startTestRedis();
    const errors: Error[] = [];
    const link = open(errors, 1_000, own.url);
    const client = await createClient({ url: own.url }).connect();
    try {
      const waiting = link.run((each) => each.brPop('nothing', 0), 60_000);
      // A ping behind a command that blocks is not answered before that is.
      await until('a ping waits', async () =>
        (await client.clientList()).some(({ flags, qbuf }) => flags.includes('b') && qbuf > 0),
      );
      link.close();
      await assert.rejects(waiting, Closed);
      assert.deepEqual(errors, []);
    } finally {
      link.close();
      client.destroy();
      await own.stop();
    }
  });

  test('closing rejects calls that wait for a Redis that never was there', async () => {
    const unavailable = (cause?: unknown) => new Away('away', { cause });
    const url = 'redis://127.0.0.1:1';
    const link = new RedisLink({
      ...{ url, timeoutMs: 60_000, onError: () => {}, unavailable, closed: () => new Closed() },
    });
    const waiting = link.run((client) => client.ping());
    link.close();
    await assert.rejects(waiting, Closed);
  });

  test('a call that was told to have failed is not made when Redis is there', async () => {
    const link = open([], 50);
    await until('it is there', () => link.run((client) => client.ping()).catch(() => null));
    await redis.kill();
    await assert.rejects(
      link.run((client) => client.set('late', 'yes')),
      Away,
    );
    await redis.start();
    const answers = () => link.run((client) => client.exists('late')).catch(() => null);
    const found = await until('it is back', async () => {
      const count = await answers();
      return count === null ? undefined : [count];
    });
    assert.deepEqual(found, [0]);
    link.close();
  });

  test('closing while it connects leaves no connection', async () => {
    const client = createRedisClient(redis.url, { onError: () => {} });
    const connecting = client.connect();
    // By then its socket is being made.
    await new Promise(setImmediate);
    client.destroy();
    await assert.rejects(connecting);
    assert.equal(client.isReady, false);
  });

  test('a script runs with what its folder shares, also after Redis forgot it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gavel-scripts-'));
    await writeFile(join(folder, 'common.lua'), 'local function twice(n) return n * 2 end');
    await writeFile(join(folder, 'double.lua'), "return KEYS[1] .. ' ' .. twice(tonumber(ARGV[1]))");
    const script = loadScript(pathToFileURL(`${folder}/`), 'double');
    const link = open();
    const run = () => link.run((client) => runScript(client, script, '{key}', [21]));
    assert.equal(await run(), '{key} 42');
    await link.run((client) => client.scriptFlush());
    assert.equal(await run(), '{key} 42');
    link.close();
    await rm(folder, { recursive: true });
  });

  test('on a cluster each key finds its node, and a node that was away is used again', async () => {
    const cluster = await startTestRedisCluster('--cluster-require-full-coverage', 'no');
    const onError = () => {};
    const unavailable = (cause?: unknown) => new Away('away', { cause });
    const link = new RedisLink({
      ...{ url: cluster.url, timeoutMs: 1_000, onError, unavailable, closed: () => new Closed() },
    });
    const keys = Array.from({ length: 12 }, (_, i) => `key-${i}`);
    const script = { source: "return redis.call('INCR', KEYS[1])", sha: '0'.repeat(40) };
    const countAll = () =>
      Promise.all(keys.map((key) => link.run((client) => runScript(client, script, key, []))));
    const [, , last] = cluster.nodes;
    try {
      assert.deepEqual(new Set(await until('connected', () => countAll().catch(() => null))), new Set([1]));
      await last?.kill();
      const outcomes = await Promise.allSettled(keys.map((key) => link.run((client) => client.get(key))));
      const failed = outcomes.filter((one) => one.status === 'rejected');
      assert.ok(failed.length > 0 && failed.length < keys.length);
      assert.ok(failed.every(({ reason }) => reason instanceof Away));
      await last?.start();
      const reads = () => Promise.all(keys.map((key) => link.run((client) => client.get(key))));
      const values = await until('the node is back', () => reads().catch(() => null));
      assert.deepEqual(new Set(values), new Set(['1']));
    } finally {
      link.close();
      await cluster.stop();
    }
  });
});
