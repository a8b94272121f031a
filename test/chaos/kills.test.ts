import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from '@gavel/queue';
import { RedisLink } from '@gavel/redis-link';
import { startTestRedis, type TestRedis, until } from '@gavel/test-support';

/** `npm run kills` takes 200; each costs a start of Node. */
const KILLS = Number(process.env.GAVEL_TEST_KILLS ?? 10);
/** Several die at once, each with the jobs it holds: their leases run out side by side. */
const WORKERS = 8;
const LEASE_MS = 500;

let redis: TestRedis;
before(async () => {
  redis = await startTestRedis();
});
after(() => redis.stop());

test(`${KILLS} workers are killed at random moments; every job of theirs ends, each once`, async () => {
  const options = { url: redis.url, name: 'kills', leaseMs: LEASE_MS, maxLost: 1_000 };
  const queue = new Queue(options);
  const record = new RedisLink({
    url: redis.url,
    timeoutMs: 5_000,
    onError: console.error,
    unavailable: () => new Error('away'),
    closed: () => new Error('closed'),
  });
  const workers = new Set<ChildProcess>();
  const enlist = () => {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'kills-worker.ts'), JSON.stringify(options)],
      {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      },
    );
    workers.add(child);
    return child;
  };
  let added = 0;
  const feed = async () => {
    const jobs = Array.from({ length: 20 }, () => ({ id: `job-${added++}`, payload: '' }));
    await queue.addBulk(jobs.map((job) => ({ ...job, tenant: `t${added % 7}`, class: 'practice' })));
  };
  try {
    for (let count = 0; count < WORKERS; count++) await once(enlist(), 'message');
    for (let killed = 0; killed < KILLS; killed++) {
      if ((await queue.stats()).waiting < 40) await feed();
      await delay(Math.random() * 20);
      const [victim] = workers;
      assert.ok(victim);
      workers.delete(victim);
      const gone = once(victim, 'exit');
      victim.kill('SIGKILL');
      enlist();
      await gone;
    }
    await until('all jobs have ended', async () => (await queue.stats()).waiting === 0, 60_000);
    await until('and none runs', async () => (await queue.stats()).running === 0, 60_000);
    const ends = await record.run((client) => client.hGetAll('ends'));
    assert.equal(Object.keys(ends).length, added, 'no job is lost');
    assert.deepEqual(
      Object.entries(ends).filter(([, times]) => times !== '1'),
      [],
      'none has ended twice',
    );
    assert.ok((await queue.stats()).leasesLost > 0, 'workers died with jobs in hand');
  } finally {
    for (const child of workers) child.kill('SIGKILL');
    queue.close();
    record.close();
  }
});
