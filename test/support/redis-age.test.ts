import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createClient } from 'redis';
import { startTestRedis } from './redis.ts';

const ROOT = join(import.meta.dirname, '../..');

test('a server in a test tells of what Redis 6.2 would not know, in scripts and outside of them', async (t) => {
  process.env.GAVEL_TEST_REDIS_AGE = '1';
  const redis = await startTestRedis();
  const client = await createClient({ url: redis.url }).connect();
  try {
    const version = /redis_version:(\d+)/.exec(await client.info('server'))?.[1];
    if (Number(version) < 7) {
      await redis.stop();
      return t.skip('before Redis 7 no server can tell since when it has what');
    }
    await client.set('nx', 'GT', { condition: 'NX' });
    await client.zAdd('places', { value: 'LMPOP', score: 1 }, { comparison: 'GT' });
    await client.eval("redis.call('EXPIRE', KEYS[1], 9)", { keys: ['places'] });
    await client.expire('places', 60, 'GT');
    await client.eval("redis.call('PEXPIRE', KEYS[1], 9, 'nx')", { keys: ['nx'] });
    await client.eval("redis.call('LMPOP', 1, KEYS[1], 'LEFT')", { keys: ['list'] });
    await client.sendCommand(['COMMAND', 'LIST']);
    await client.sPublish('channel', 'text');
    // Redis writes to its listeners before it answers what comes after.
    await client.ping();
  } finally {
    client.destroy();
  }
  await assert.rejects(redis.stop(), (error: Error) => {
    const told = /^Redis 6\.2 has no (.+)$/.exec(error.message)?.[1]?.split(', no ').map(withoutVersion);
    assert.deepEqual(told, ['expire … GT', 'pexpire … NX', 'lmpop', 'command|list', 'spublish']);
    return true;
  });
});

const withoutVersion = (flaw: string) => flaw.replace(/ \(since 7\.0\.0\)$/, '');

test('scripts use nothing of `redis` but calls: some of the rest is younger', async () => {
  const scripts = await Array.fromAsync(glob('packages/*/lua/*.lua', { cwd: ROOT }));
  assert.ok(scripts.length > 20);
  for (const file of scripts) {
    const text = await readFile(join(ROOT, file), 'utf8');
    const code = text.replace(/--.*/g, '');
    assert.deepEqual(code.match(/\b(redis|server)\.(?!p?call\()\w*|^#!/gm), null, file);
  }
});
