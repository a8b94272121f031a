import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, describe, test } from 'node:test';
import { until } from '@gavel/test-support';
import { createClient } from 'redis';
import type { ConsumedJob } from './consumer.ts';
import { drained, job, openTestConsumers } from './consumers.fixture.ts';
import type { Queue } from './queue.ts';
import { scripts } from './scripts.ts';

const { redis, newQueue, consume, quietQueue, close } = await openTestConsumers();
after(close);

describe('the doorbell', () => {
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
    const add = ['EVAL', scripts.addOne.source, '1', queue.root, 'a', 'practice', 'practice ann\n{}'];
    execFileSync('redis-cli', ['-p', port, ...add]);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
    await until('done', () => done.length === 1);
    assert.deepEqual([done[0]?.id, done[0]?.attempt], ['a', 1]);
  });
});
