import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startTestRedis, until } from '@gavel/test-support';
import { createClient } from 'redis';
import { QueueError } from './errors.ts';
import { Queue } from './queue.ts';
import { openTestQueues } from './queues.fixture.ts';
import type { NewJob } from './types.ts';

const { redis, clock, newQueue, close } = await openTestQueues();
after(close);

describe('queue', () => {
  const job = (id: string, tenant = 'ann', more: Partial<NewJob> = {}): NewJob => ({
    id,
    tenant,
    class: 'practice',
    payload: `{"id":"${id}"}`,
    ...more,
  });

  /** Time passes, and somebody calls meanwhile: otherwise it would be an outage. */
  async function pass(queue: Queue, ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1_000) {
      clock.now += Math.min(left, 1_000);
      await queue.take(0);
    }
  }

  async function drain(queue: Queue): Promise<string[]> {
    const ids: string[] = [];
    for (;;) {
      const [taken] = await queue.take(1);
      if (!taken) return ids;
      assert.equal(await queue.ack(taken.id, taken.attempt), true);
      ids.push(taken.id);
    }
  }

  test('a job goes in, is taken with its first attempt, acknowledged once, forgotten', async () => {
    const queue = newQueue();
    assert.equal(await queue.add(job('a')), true);
    assert.deepEqual(await queue.take(5), [{ ...job('a'), attempt: 1 }]);
    assert.deepEqual(await queue.take(5), []);
    assert.equal(await queue.ack('a', 2), false);
    assert.equal(await queue.ack('a', 1), true);
    assert.equal(await queue.ack('a', 1), false);
    const stats = await queue.stats();
    assert.deepEqual(
      { ...stats, workers: [] },
      {
        waiting: 0,
        delayed: 0,
        running: 0,
        dead: 0,
        paused: [],
        leasesLost: 0,
        retries: 0,
        perClass: { event: 0, practice: 0, rejudge: 0 },
        workers: [],
        ratePerMinute: 1,
      },
    );
  });

  test('adding is idempotent by id, also while it runs', async () => {
    const queue = newQueue();
    assert.equal(await queue.addBulk([job('a'), job('b'), job('a')]), 2);
    assert.equal(await queue.add(job('a', 'bob')), false);
    assert.equal((await queue.take(1))[0]?.tenant, 'ann');
    assert.equal(await queue.add(job('a')), false);
    assert.deepEqual(await drain(queue), ['b']);
  });

  test('the attempt goes on from the last one known', async () => {
    const queue = newQueue();
    await queue.add(job('a', 'ann', { attempt: 7 }));
    assert.equal((await queue.take(1))[0]?.attempt, 8);
    await queue.add(job('b', 'ann'));
    await queue.add(job('b', 'ann', { attempt: 4 }));
    assert.equal((await queue.take(1))[0]?.attempt, 5);
  });

  test('tenants take turns, each in its own order', async () => {
    const queue = newQueue();
    await queue.addBulk(['a1', 'a2', 'a3', 'a4'].map((id) => job(id, 'ann')));
    await queue.addBulk([job('b1', 'bob'), job('b2', 'bob'), job('c1', 'cat')]);
    assert.deepEqual(await drain(queue), ['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
  });

  test('a user with 1,000 jobs does not hold up 50 users with one', async () => {
    const queue = newQueue();
    await queue.addBulk(Array.from({ length: 1_000 }, (_, i) => job(`big-${i}`, 'big')));
    await queue.addBulk(Array.from({ length: 50 }, (_, i) => job(`one-${i}`, `user-${i}`)));
    const first = await queue.take(51);
    assert.equal(first.filter(({ tenant }) => tenant !== 'big').length, 50);
  });

  test('classes share by weight and none starves', async () => {
    const queue = newQueue();
    for (const name of ['event', 'practice', 'rejudge']) {
      await queue.addBulk(Array.from({ length: 60 }, (_, i) => job(`${name}-${i}`, 'ann', { class: name })));
    }
    const served = (await queue.take(42)).map((taken) => taken.class);
    const count = (name: string) => served.filter((one) => one === name).length;
    assert.deepEqual([count('event'), count('practice'), count('rejudge')], [32, 8, 2]);
  });

  test('a silent worker loses its jobs to the front of their line; it can no longer settle them', async () => {
    const queue = newQueue({ leaseMs: 3_000 });
    await queue.addBulk([job('a1'), job('a2'), job('b1', 'bob')]);
    const [held] = await queue.take(1);
    assert.equal(held?.id, 'a1');
    await pass(queue, 2_999);
    assert.deepEqual((await queue.heartbeat('frozen', 1, [{ id: 'a1', attempt: 1 }])).lost, []);
    await pass(queue, 3_001);
    const [again] = await queue.take(1);
    assert.deepEqual([again?.id, again?.attempt], ['a1', 2]);
    const lost = (await queue.heartbeat('frozen', 1, [{ id: 'a1', attempt: 1 }])).lost;
    assert.deepEqual(lost, [{ id: 'a1', attempt: 1 }]);
    assert.equal(await queue.ack('a1', 1), false);
    assert.equal(await queue.fail('a1', 1, { reason: 'late' }), 'not-yours');
    assert.equal(await queue.handBack('a1', 1), false);
    assert.equal(await queue.ack('a1', 2), true);
  });

  test('the only worker dies: a pulse of others keeps time, its job is back after one lease', async () => {
    const queue = newQueue();
    await queue.add(job('a'));
    await queue.take(1);
    for (let ms = 0; ms < 3_000; ms += 1_000) {
      assert.deepEqual(await queue.take(1), []);
      clock.now += 1_000;
      await queue.pulse();
    }
    assert.equal((await queue.take(1))[0]?.attempt, 2);
  });

  test('after a silence, which may have been an outage, two thirds of a lease are enough', async () => {
    const queue = newQueue();
    await queue.add(job('a'));
    await queue.take(1);
    clock.now += 2_000;
    assert.deepEqual(await queue.take(1), []);
    clock.now += 1_000;
    assert.deepEqual(await queue.take(1), []);
    clock.now += 1_001;
    assert.equal((await queue.take(1))[0]?.attempt, 2);
  });

  test('the third lost lease is the end', async () => {
    const queue = newQueue();
    await queue.add(job('a'));
    for (let attempt = 1; attempt <= 3; attempt++) {
      assert.equal((await queue.take(1))[0]?.attempt, attempt);
      await pass(queue, 3_001);
    }
    assert.deepEqual(await queue.take(1), []);
    const [dead] = (await queue.list({ state: 'dead' })).jobs;
    assert.deepEqual([dead?.id, dead?.attempt], ['a', 3]);
    assert.match(dead?.reason ?? '', /silent 3 times/);
    assert.deepEqual(await queue.has(['a', 'b']), [true, false]);
    assert.equal(await queue.remove('a'), true);
    assert.deepEqual(await queue.has(['a']), [false]);
  });

  test('a failure is tried again after a while, then given up', async () => {
    const queue = newQueue({ retryBaseMs: 1_000, maxFailures: 3 });
    await queue.add(job('a'));
    await queue.take(1);
    assert.equal(await queue.fail('a', 1, { reason: 'one' }), 'retry');
    clock.now += 999;
    assert.deepEqual(await queue.take(1), []);
    clock.now += 1;
    assert.equal((await queue.take(1))[0]?.attempt, 2);
    assert.equal(await queue.fail('a', 2, { reason: 'two', retryInMs: 0 }), 'retry');
    assert.equal((await queue.take(1))[0]?.attempt, 3);
    assert.equal(await queue.fail('a', 3, { reason: 'three' }), 'dead');
    assert.equal((await queue.list({ state: 'dead' })).jobs[0]?.reason, 'three');
  });

  test('handing back costs nothing and keeps the place', async () => {
    const queue = newQueue();
    await queue.addBulk([job('a1'), job('a2'), job('b1', 'bob')]);
    for (let attempt = 1; attempt < 6; attempt++) {
      assert.equal((await queue.take(1))[0]?.id, 'a1');
      assert.equal(await queue.handBack('a1', attempt), true);
    }
    assert.deepEqual(await drain(queue), ['a1', 'b1', 'a2']);
  });

  test('a removed job is nowhere, whatever its state', async () => {
    const queue = newQueue();
    await queue.addBulk([job('a1'), job('a2'), job('b1', 'bob')]);
    await queue.take(1);
    for (const id of ['a1', 'a2']) assert.equal(await queue.remove(id), true);
    assert.equal(await queue.remove('a2'), false);
    assert.deepEqual((await queue.heartbeat('w', 1, [{ id: 'a1', attempt: 1 }])).lost, [
      { id: 'a1', attempt: 1 },
    ]);
    assert.equal((await queue.position('b1'))?.position, 1);
    assert.deepEqual(await drain(queue), ['b1']);
  });

  test('ids come in pages', async () => {
    const queue = newQueue();
    const ids = Array.from({ length: 2_500 }, (_, i) => `job-${i}`);
    await queue.addBulk(ids.map((id) => job(id)));
    const seen = new Set<string>();
    for await (const page of queue.ids()) for (const id of page) seen.add(id);
    assert.deepEqual([...seen].sort(), [...ids].sort());
  });

  test('stats show workers, until they fall silent or sign off', async () => {
    const queue = newQueue();
    await queue.add(job('a'));
    const taken = await queue.take(1);
    await queue.heartbeat('w1', 2, taken);
    await queue.heartbeat('w2', 4, []);
    const { workers, running } = await queue.stats();
    assert.equal(running, 1);
    assert.deepEqual(
      workers.map(({ id, slots, running }) => ({ id, slots, running })),
      [
        { id: 'w1', slots: 2, running: 1 },
        { id: 'w2', slots: 4, running: 0 },
      ],
    );
    await queue.signOff('w2');
    assert.deepEqual(
      (await queue.stats()).workers.map(({ id }) => id),
      ['w1'],
    );
  });

  test('nothing is left in Redis but counters when all is done', async () => {
    const queue = newQueue();
    await queue.addBulk(Array.from({ length: 300 }, (_, i) => job(`j${i}`, `t${i % 7}`)));
    await drain(queue);
    // Who was served last owes nothing any more.
    await pass(queue, 1_000);
    await queue.heartbeat('w', 1, []);
    await queue.signOff('w');
    const client = await createClient({ url: redis.url }).connect();
    try {
      const keys = await client.keys(`{gavel:queue:${queue.options.name}}*`);
      assert.deepEqual(keys.map((key) => key.slice(queue.root.length + 1)).sort(), ['counters', 'finished']);
    } finally {
      client.destroy();
    }
  });

  test('a job that cannot be used is refused before Redis hears of it', async () => {
    const queue = newQueue();
    await assert.rejects(queue.add(job('a', 'ann', { class: 'vip' })), { code: 'queue-bad-job' });
    await assert.rejects(queue.add(job('')), { code: 'queue-bad-job' });
  });

  test('an outage of Redis costs no living worker its lease, and saves no silent one', async () => {
    const own = await startTestRedis('--appendfsync', 'always');
    const queue = newQueue({ url: own.url });
    try {
      await queue.addBulk([job('a'), job('b')]);
      const [a, b] = [await queue.take(1), await queue.take(1)];
      await own.kill();
      clock.now += 60_000;
      await own.start();
      // The first call since, and not by a holder.
      assert.deepEqual(await until('Redis is back', () => queue.take(1).catch(() => null)), []);
      await pass(queue, 2_000);
      assert.deepEqual((await queue.heartbeat('one', 1, a)).lost, []);
      await pass(queue, 2_000);
      assert.deepEqual(
        (await queue.take(2)).map(({ id, attempt }) => [id, attempt]),
        [['b', 2]],
      );
      assert.deepEqual((await queue.heartbeat('two', 1, b)).lost, b);
      assert.equal(await queue.ack('a', 1), true);
    } finally {
      queue.close();
      await own.stop();
    }
  });

  test('with Redis away calls fail in time, and work again when it is back with all it had', async () => {
    const own = await startTestRedis('--appendfsync', 'always');
    const queue = new Queue({ url: own.url, name: 'outage', timeoutMs: 3_000 });
    try {
      await queue.add(job('kept'));
      await own.kill();
      await assert.rejects(queue.add(job('refused')), (error: QueueError) => {
        return error instanceof QueueError && error.code === 'queue-unavailable';
      });
      await own.start();
      const taken = await until('Redis is back', () => queue.take(2).catch(() => null));
      assert.deepEqual(
        taken.map(({ id }) => id),
        ['kept'],
      );
    } finally {
      queue.close();
      await own.stop();
    }
    await assert.rejects(queue.add(job('late')), { code: 'queue-closed' });
  });
});
