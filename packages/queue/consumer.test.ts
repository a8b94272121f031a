import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { startTestRedis, type TestRedis, until } from '@gavel/test-support';
import { createClient } from 'redis';
import { type ConsumedJob, Consumer, type ConsumerOptions } from './consumer.ts';
import type { QueueError } from './errors.ts';
import { Queue } from './queue.ts';
import { scripts } from './scripts.ts';
import type { NewJob, QueueOptions } from './types.ts';

const job = (id: string): NewJob => ({ id, tenant: 'ann', class: 'practice', payload: '{}' });

describe('consumer', () => {
  let redis: TestRedis;
  const ends: (() => Promise<void> | void)[] = [];

  before(async () => {
    redis = await startTestRedis('--appendfsync', 'always');
  });
  after(async () => {
    for (const end of ends.reverse()) await end();
    await redis.stop();
  });

  function newQueue(options: Partial<QueueOptions> = {}): Queue {
    const queue = new Queue({
      url: redis.url,
      name: randomUUID(),
      retryBaseMs: 1,
      timeoutMs: 10_000,
      ...options,
    });
    ends.push(() => queue.close());
    return queue;
  }

  function consume(
    queue: Queue,
    handle: ConsumerOptions['handle'],
    more: Partial<ConsumerOptions> = {},
  ): Consumer {
    const workerId = `w-${randomUUID()}`;
    const consumer = new Consumer({ queue, workerId, slots: 2, handle, onError: () => {}, ...more });
    consumer.start();
    ends.push(() => consumer.stop(0));
    return consumer;
  }

  /** On a Redis of its own. `idle` resolves when so many consumers wait at the bell. */
  async function quietQueue(options: Partial<QueueOptions> = {}) {
    const own = await startTestRedis();
    ends.push(() => own.stop());
    const client = await createClient({ url: own.url }).connect();
    ends.push(() => client.destroy());
    const queue = newQueue({ url: own.url, leaseMs: 60_000, ...options });
    const waiting = async () => (await client.clientList()).filter(({ flags }) => flags.includes('b')).length;
    const idle = (count: number) => until(`${count} wait`, async () => (await waiting()) === count);
    return { queue, idle };
  }

  const drained = (queue: Queue) =>
    until('all done', async () => {
      const { waiting, running } = await queue.stats();
      return waiting + running === 0;
    });

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

  test('a job that was handed to a worker which died in that moment costs a lease, a ring that was lost a poll', async () => {
    const queue = newQueue({ leaseMs: 300 });
    const client = await createClient({ url: redis.url }).connect();
    const thief = await client.duplicate().connect();
    try {
      // Whoever has waited longest is served first: the one who does nothing with it.
      const steal = async () => {
        const stolen = thief.blMove(`${queue.root}:inbox`, `${queue.root}:taken`, 'RIGHT', 'LEFT', 0);
        await until('the thief waits', async () =>
          (await client.clientList()).some(({ flags }) => flags.includes('b')),
        );
        return { stolen };
      };
      const first = await steal();
      const done: ConsumedJob[] = [];
      consume(queue, async (taken) => void done.push(taken), { pollMs: 50 });
      await queue.add(job('a'));
      assert.match((await first.stolen) ?? '', /^a\n/);
      await until('done', () => done.length === 1);
      assert.deepEqual([done[0]?.id, done[0]?.attempt], ['a', 2]);
      const { stolen } = await steal();
      let ring: string | null = null;
      const heard = stolen.then((token) => {
        ring = token;
      });
      let added = 1;
      // The thief is first as soon as the consumer has waited again.
      await until('a ring is stolen', async () => {
        if (ring === null) await queue.addBulk([job(`b-${added++}`), job(`b-${added++}`)]);
        return ring !== null;
      });
      await heard;
      assert.equal(ring, '');
      await until('done', () => done.length === added);
    } finally {
      thief.destroy();
      client.destroy();
    }
  });

  test('the lease of a job that was handed over begins at once, though no slot is left to ask for', async () => {
    const queue = newQueue({ leaseMs: 60_000 });
    const client = await createClient({ url: redis.url }).connect();
    const { promise: release, resolve } = Promise.withResolvers<void>();
    let begun = false;
    consume(
      queue,
      async () => {
        begun = true;
        await release;
      },
      { slots: 1, pollMs: 60_000 },
    );
    await queue.add(job('a'));
    await until('it runs', () => begun);
    await until('its lease', () => client.zScore(`${queue.root}:leases`, 'a'));
    resolve();
    client.destroy();
  });

  test('jobs of the background follow each other at once, though the last slot is not for them', async () => {
    const queue = newQueue({ leaseMs: 60_000 });
    let done = 0;
    consume(queue, async () => void done++, { slots: 2, pollMs: 60_000 });
    await until('idle', async () => (await queue.stats()).workers.length === 1);
    const ids = Array.from({ length: 10 }, (_, i) => `old-${i}`);
    // Neither a heartbeat nor a poll comes in time.
    await queue.addBulk(ids.map((id) => ({ ...job(id), class: 'rejudge' })));
    await until('all', () => done === 10);
  });

  for (const [end, free] of Object.entries({
    acknowledged: (queue: Queue) => queue.ack('first', 1),
    failed: (queue: Queue) => queue.fail('first', 1, { reason: 'x', retryInMs: 60_000 }),
    removed: (queue: Queue) => queue.remove('first'),
    'handed back, cancelled': async (queue: Queue) => {
      await queue.cancel('first');
      await queue.handBack('first', 1);
    },
  })) {
    test(`one of the background follows a job of another worker that was ${end}`, async () => {
      const { queue, idle } = await quietQueue();
      await queue.heartbeat('other', 1, []);
      await queue.add(job('first'));
      await queue.take(1);
      let done = 0;
      const errors: Error[] = [];
      const onError = (error: Error) => void errors.push(error);
      consume(queue, async () => void done++, { slots: 1, pollMs: 60_000, onError });
      await queue.add({ ...job('old'), class: 'rejudge' });
      await idle(1);
      assert.equal(done, 0);
      await free(queue);
      await until('it follows', () => done === 1);
      // Else it was woken by its connection, which is given up after 10 s of silence.
      assert.deepEqual(errors, []);
    });
  }

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

  test('whoever stops while idle takes neither a job along nor a ring', async () => {
    const { queue, idle } = await quietQueue();
    const others = Array.from({ length: 3 }, () => consume(queue, async () => {}, { pollMs: 60_000 }));
    const leaving = consume(queue, async () => {}, { pollMs: 60_000 });
    await idle(4);
    const stopped = leaving.stop();
    for (let n = 0; n < 20; n++) await queue.add(job(`one-${n}`));
    await queue.addBulk([job('two-1'), job('two-2')]);
    await stopped;
    await drained(queue);
    await Promise.all(others.map((other) => other.stop()));
  });

  test('a worker that stops leaves the ring that it heard to the others', async () => {
    const { queue, idle } = await quietQueue();
    const errors: Error[] = [];
    const onError = (error: Error) => void errors.push(error);
    consume(queue, async () => {}, { pollMs: 60_000, onError });
    await idle(1);
    const leaving = consume(queue, async () => {}, { pollMs: 60_000 });
    await idle(2);
    // Its own ring goes to the other; then jobs are in line, and the next ring is for it.
    const ring = queue.ring.bind(queue);
    queue.ring = async () => {
      queue.ring = ring;
      await ring();
      await idle(2);
      await queue.addBulk([job('a'), job('b')]);
    };
    await leaving.stop();
    await drained(queue);
    assert.deepEqual(errors, []);
  });

  test('a job that is handed over to a worker which stood still past its patience is done by it', async () => {
    const { queue, idle } = await quietQueue({ timeoutMs: 200 });
    const done: ConsumedJob[] = [];
    consume(queue, async (taken) => void done.push(taken), { pollMs: 1_000 });
    await idle(1);
    // Nothing of this process runs meanwhile; then its timers do, before it reads what Redis has answered.
    const { port } = new URL(queue.options.url);
    const add = ['EVAL', scripts.addOne.source, '1', queue.root, 'a', 'practice', 'practice ann\n{}', '1'];
    execFileSync('redis-cli', ['-p', port, ...add]);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
    await until('done', () => done.length === 1);
    assert.deepEqual([done[0]?.id, done[0]?.attempt], ['a', 1]);
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
