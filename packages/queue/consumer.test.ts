import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { until } from '@gavel/test-support';
import { createClient } from 'redis';
import type { ConsumedJob, ConsumerOptions } from './consumer.ts';
import { drained, job, openTestConsumers } from './consumers.fixture.ts';
import type { QueueError } from './errors.ts';

const { redis, newQueue, consume, close } = await openTestConsumers();
after(close);

describe('consumer', () => {
  test('an idle consumer is woken by a job, and never runs more than its slots', async () => {
    const queue = newQueue();
    let most = 0;
    const done: string[] = [];
    const consumer = consume(
      queue,
      async ({ id, ack }) => {
        most = Math.max(most, consumer.running);
        assert.equal(await ack(), true);
        done.push(id);
      },
      { pollMs: 60_000 },
    );
    await until('idle', async () => (await queue.stats()).workers.length === 1);
    await queue.add(job('first'));
    await until('woken', () => done.length === 1);
    const ids = Array.from({ length: 50 }, (_, i) => `job-${i}`);
    await queue.addBulk(ids.map(job));
    await until('all', () => done.length === 51);
    assert.deepEqual(done, ['first', ...ids]);
    assert.equal(most, 2);
  });

  test('a handler that throws is tried again with the next attempt; one that only returns has acknowledged', async () => {
    const queue = newQueue();
    const attempts: number[] = [];
    const errors: string[] = [];
    consume(
      queue,
      async ({ attempt }) => {
        attempts.push(attempt);
        if (attempt < 3) throw new Error(`attempt ${attempt}`);
      },
      { onError: (error) => errors.push(error.message), pollMs: 50 },
    );
    await queue.add(job('a'));
    await until('three attempts', () => attempts.length === 3);
    await drained(queue);
    assert.deepEqual(attempts, [1, 2, 3]);
    assert.deepEqual(errors, ['attempt 1', 'attempt 2']);
    assert.deepEqual(await queue.has(['a']), [false]);
  });

  test('a job outlives its lease while its worker lives', async () => {
    let now = 0;
    const options = { leaseMs: 180, now: () => now };
    const queue = newQueue(options);
    const rival = newQueue({ ...options, name: queue.options.name });
    const { promise: release, resolve } = Promise.withResolvers<void>();
    const acks: boolean[] = [];
    let beats = 0;
    const heartbeat = queue.heartbeat.bind(queue);
    // The clock goes by beats, so that a busy machine does not change what is tested.
    queue.heartbeat = async (...args) => {
      now += args[2].length === 0 ? 0 : 30;
      const lost = await heartbeat(...args);
      beats += args[2].length;
      return lost;
    };
    consume(queue, async ({ ack }) => {
      await release;
      acks.push(await ack());
    });
    await queue.add(job('a'));
    await until('two leases', () => beats >= 7);
    assert.deepEqual(await rival.take(1), []);
    resolve();
    await until('acknowledged', () => acks.length === 1);
    assert.deepEqual(acks, [true]);
  });

  test('a worker that was frozen finds its signal aborted, and cannot acknowledge what another has', async () => {
    let now = 0;
    const queue = newQueue({ now: () => now });
    const seen: { reason?: string; ack?: boolean } = {};
    const { promise: taken, resolve } = Promise.withResolvers<ConsumedJob>();
    consume(queue, async (consumed, signal) => {
      resolve(consumed);
      await new Promise((aborted) => signal.addEventListener('abort', aborted));
      seen.reason = (signal.reason as Error).message;
      seen.ack = await consumed.ack();
    });
    await queue.add(job('a'));
    await taken;
    // The thief calls all the time, so it is no outage; four calls are quicker than a beat.
    const stolen = await until('another has it', () => {
      now += 1_000;
      return queue.take(1).then(([one]) => one);
    });
    assert.equal(stolen.attempt, 2);
    await until('told', () => seen.ack !== undefined);
    assert.match(seen.reason ?? '', /passed on/);
    assert.equal(seen.ack, false);
    assert.equal(await queue.ack('a', 2), true);
  });

  test('a cancelled job is aborted within a heartbeat, told why, and not tried again', async () => {
    const queue = newQueue();
    const reasons: unknown[] = [];
    const errors: Error[] = [];
    const handle: ConsumerOptions['handle'] = async (_job, signal) => {
      await new Promise((end) => signal.addEventListener('abort', end));
      reasons.push((signal.reason as QueueError).code);
      signal.throwIfAborted();
    };
    consume(queue, handle, { onError: (error) => errors.push(error) });
    await queue.add(job('a'));
    await until('it runs', async () => (await queue.stats()).running === 1);
    assert.equal(await queue.cancel('a'), 'running');
    await until('forgotten', async () => !(await queue.has(['a']))[0]);
    assert.deepEqual(reasons, ['queue-job-cancelled']);
    assert.deepEqual(errors, []);
  });

  test('stopping waits for what runs, and hands back what does not end, unharmed', async () => {
    const queue = newQueue();
    const { promise: release, resolve } = Promise.withResolvers<void>();
    const begun: string[] = [];
    const patient = consume(queue, async ({ id }) => {
      begun.push(id);
      await release;
    });
    await queue.addBulk(['a', 'b', 'c'].map(job));
    await until('both slots', () => begun.length === 2);
    const stopped = patient.stop();
    resolve();
    await stopped;
    assert.deepEqual(await queue.has(['a', 'b', 'c']), [false, false, true]);

    const aborted: string[] = [];
    const stubborn = consume(queue, async ({ id }, signal) => {
      begun.push(id);
      await new Promise((end) => signal.addEventListener('abort', end));
      aborted.push(id);
    });
    await until('c runs', () => begun.includes('c'));
    await stubborn.stop(0);
    assert.deepEqual(aborted, ['c']);
    const [again] = await queue.take(1);
    assert.deepEqual([again?.id, again?.attempt], ['c', 2]);
    assert.deepEqual((await queue.stats()).workers, []);
    await queue.ack('c', 2);
  });

  test('a job that was on its way when the stop came goes back unharmed, and is never begun', async () => {
    const queue = newQueue();
    const errors: Error[] = [];
    let begun = 0;
    const asked = Promise.withResolvers<void>();
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const exchange = queue.exchange.bind(queue);
    queue.exchange = async (...args) => {
      const reply = await exchange(...args);
      asked.resolve();
      await answered;
      return reply;
    };
    await queue.add(job('a'));
    const consumer = consume(queue, async () => void begun++, { onError: (error) => errors.push(error) });
    await asked.promise;
    const stopped = consumer.stop(0);
    answer();
    await stopped;
    assert.deepEqual([begun, consumer.running, errors], [0, 0, []]);
    queue.exchange = exchange;
    const [again] = await queue.take(1);
    assert.deepEqual([again?.id, again?.attempt], ['a', 2]);
  });

  test('who acknowledges after the stop is told that the job is no longer theirs', async () => {
    const queue = newQueue();
    const { promise: release, resolve } = Promise.withResolvers<void>();
    let begun = false;
    let ours: boolean | undefined;
    const consumer = consume(queue, async ({ ack }) => {
      begun = true;
      // It does not heed its signal.
      await release;
      ours = await ack();
    });
    await queue.add(job('a'));
    await until('it runs', () => begun);
    await consumer.stop(0);
    resolve();
    await until('answered', () => ours !== undefined);
    assert.equal(ours, false);
    const [again] = await queue.take(1);
    assert.deepEqual([again?.id, again?.attempt], ['a', 2]);
  });

  test('Redis goes away and comes back, with its data or without: the consumer goes on', async () => {
    const queue = newQueue();
    const done = new Set<string>();
    const errors: Error[] = [];
    consume(queue, async ({ id }) => void done.add(id), { onError: (error) => errors.push(error) });
    await queue.add(job('before'));
    await until('before', () => done.has('before'));
    await redis.kill();
    await until('noticed', () => errors.length > 0);
    await redis.start();
    await until('accepted', () => queue.add(job('after')).catch(() => false));
    await until('after', () => done.has('after'));
    const client = await createClient({ url: redis.url }).connect();
    await client.flushAll();
    client.destroy();
    await queue.add(job('flushed'));
    await until('flushed', () => done.has('flushed'));
  });
});
