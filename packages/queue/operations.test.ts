import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Queue } from './queue.ts';
import { openTestQueues } from './queues.fixture.ts';
import type { NewJob, TakenJob } from './types.ts';

const { clock, newQueue, close } = await openTestQueues();
after(close);

describe('what an operator does to a queue', () => {
  const job = (id: string, tenant = 'ann', jobClass = 'practice'): NewJob => ({
    ...{ id, tenant, class: jobClass, payload: id },
  });
  const idsOf = (jobs: readonly Pick<TakenJob, 'id'>[]) => jobs.map(({ id }) => id);
  const takeIds = async (queue: Queue, count = 10) => idsOf(await queue.take(count));

  test('cancelling a job that waits, in line or for a retry, forgets it', async () => {
    const queue = newQueue();
    await queue.addBulk([job('a'), job('b'), job('c')]);
    const [a] = await queue.take(1);
    await queue.fail('a', a?.attempt ?? 0, { reason: 'x', retryInMs: 1_000 });
    assert.deepEqual(
      [await queue.cancel('a'), await queue.cancel('b'), await queue.cancel('b')],
      ['removed', 'removed', 'unknown'],
    );
    clock.now += 1_000;
    assert.deepEqual(await takeIds(queue), ['c']);
    assert.deepEqual(await queue.has(['a', 'b', 'c']), [false, false, true]);
  });

  test('cancelling a running job tells its holder; however the attempt ends, it never runs again', async () => {
    const queue = newQueue();
    await queue.addBulk(['acked', 'failed', 'back', 'lost'].map((id) => job(id)));
    const held = await queue.take(4);
    assert.deepEqual(await queue.heartbeat('w', 4, held), { lost: [], cancelled: [] });
    for (const { id } of held) assert.equal(await queue.cancel(id), 'running');
    assert.deepEqual(await queue.heartbeat('w', 4, held), { lost: [], cancelled: held });
    assert.equal(await queue.ack('acked', 1), true);
    assert.equal(await queue.fail('failed', 1, { reason: 'aborted' }), 'cancelled');
    assert.equal(await queue.handBack('back', 1), true);
    for (let step = 0; step < 4; step++) {
      clock.now += 1_000;
      await queue.take(0);
    }
    assert.deepEqual(await takeIds(queue), []);
    const { waiting, running, dead } = await queue.stats();
    assert.deepEqual([waiting, running, dead], [0, 0, 0]);
    // Its id can be used again, as if it had never been.
    await queue.add(job('lost'));
    const [again] = await queue.take(1);
    assert.deepEqual((await queue.heartbeat('w', 1, again ? [again] : [])).cancelled, []);
  });

  test('a paused class waits, the others go on; a paused queue gives nothing', async () => {
    const queue = newQueue();
    await queue.addBulk([job('a'), job('b', 'ann', 'event'), job('c'), job('d', 'ann', 'rejudge')]);
    await queue.pause('event');
    assert.deepEqual((await queue.stats()).paused, ['event']);
    assert.deepEqual(await takeIds(queue, 1), ['a']);
    await queue.pause();
    assert.deepEqual(await takeIds(queue), []);
    await queue.resume('event');
    assert.deepEqual(await takeIds(queue), ['b']);
    await queue.resume();
    assert.deepEqual(await takeIds(queue), ['c', 'd']);
    await assert.rejects(queue.pause('vip'), { code: 'queue-bad-job' });
  });

  test('draining takes out what waits, page by page, and leaves what runs', async () => {
    const queue = newQueue();
    await queue.addBulk(['a', 'b', 'c', 'd', 'e'].map((id, i) => job(id, `tenant-${i % 2}`)));
    await queue.add(job('event', 'ann', 'event'));
    await queue.pause('event');
    const [running, delayed] = await queue.take(2);
    await queue.fail(delayed?.id ?? '', 1, { reason: 'later' });
    const drained: string[] = [];
    for (;;) {
      const page = await queue.drain({ class: 'practice', count: 2 });
      if (page.length === 0) break;
      assert.ok(page.length <= 2);
      drained.push(...page);
    }
    assert.deepEqual(drained.sort(), ['b', 'c', 'd', 'e']);
    assert.equal(await queue.ack(running?.id ?? '', 1), true);
    assert.deepEqual(await queue.drain(), ['event']);
    assert.deepEqual(await queue.drain(), []);
  });

  test('listing shows each state in pages', async () => {
    const queue = newQueue({ maxFailures: 2 });
    const names = Array.from({ length: 7 }, (_, i) => `job-${i}`);
    await queue.addBulk(names.map((id, i) => job(id, `tenant-${i % 2}`)));
    const seen: string[] = [];
    let cursor: number | null = 0;
    while (cursor !== null) {
      const page = await queue.list({ state: 'waiting', cursor, count: 3 });
      assert.ok(page.jobs.length <= 3);
      seen.push(...idsOf(page.jobs));
      cursor = page.cursor;
    }
    assert.deepEqual(seen.toSorted(), names);
    const mine = await queue.list({ state: 'waiting', tenant: 'tenant-1' });
    assert.deepEqual(idsOf(mine.jobs), ['job-1', 'job-3', 'job-5']);
    assert.deepEqual((await queue.list({ state: 'waiting', class: 'event' })).jobs, []);

    await queue.take(2);
    await queue.fail('job-0', 1, { reason: 'no luck', retryInMs: 5_000 });
    const [running] = (await queue.list({ state: 'running' })).jobs;
    assert.deepEqual([running?.id, running?.at], ['job-1', new Date(clock.now + 3_000)]);
    const [delayed] = (await queue.list({ state: 'delayed' })).jobs;
    assert.deepEqual(delayed, {
      ...{ id: 'job-0', tenant: 'tenant-0', class: 'practice', payload: 'job-0', attempt: 1 },
      ...{ state: 'delayed', reason: 'no luck', at: new Date(clock.now + 5_000) },
    });
  });

  test('dead jobs are put back with all their tries, or dropped', async () => {
    const queue = newQueue({ maxFailures: 1 });
    await queue.addBulk(['a', 'b', 'c', 'd'].map((id) => job(id)));
    for (const { id, attempt } of await queue.take(4)) await queue.fail(id, attempt, { reason: 'broken' });
    const { jobs } = await queue.list({ state: 'dead' });
    assert.deepEqual(
      jobs.map(({ id, reason }) => [id, reason]),
      ['a', 'b', 'c', 'd'].map((id) => [id, 'broken']),
    );
    assert.equal(await queue.retryDead(['b', 'unknown']), 1);
    assert.deepEqual(await queue.dropDead(['c']), ['c']);
    const [again] = await queue.take(1);
    assert.deepEqual([again?.id, again?.attempt], ['b', 2]);
    assert.equal(await queue.retryDead(), 2);
    assert.deepEqual(await takeIds(queue), ['a', 'd']);
    assert.deepEqual(await queue.dropDead(), []);
  });

  test('the wait is estimated from the last minute and the slots there are', async () => {
    const queue = newQueue();
    await queue.addBulk(['a', 'b', 'c', 'd', 'e'].map((id) => job(id)));
    assert.deepEqual(await queue.position('c'), { position: 3, waitMs: null, paused: false });
    const [a, b] = await queue.take(2);
    await queue.heartbeat('w', 2, []);
    await queue.ack(a?.id ?? '', 1, 1_000);
    await queue.ack(b?.id ?? '', 1, 3_000);
    assert.deepEqual(await queue.positions(['c', 'e', 'a']), [
      { position: 1, waitMs: 0, paused: false },
      { position: 3, waitMs: 2_000, paused: false },
      null,
    ]);
  });
});
