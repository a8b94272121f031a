import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { openTestQueues } from './queues.fixture.ts';
import type { NewJob, TakenJob } from './types.ts';

const { clock, newQueue, close } = await openTestQueues();
after(close);

describe('fairness', () => {
  const jobs = (tenant: string, count: number, jobClass = 'practice'): NewJob[] =>
    Array.from({ length: count }, (_, i) => ({
      ...{ id: `${tenant}-${jobClass}-${i}`, tenant, class: jobClass, payload: '' },
    }));
  const idsOf = (taken: readonly TakenJob[]) => taken.map(({ id }) => id);

  /** Of 50 users with one job each, who come after `first`: how many takes each of them waits. */
  async function waits(first: NewJob[]): Promise<number[]> {
    const queue = newQueue();
    await queue.addBulk(first);
    const users = Array.from({ length: 50 }, (_, i) => `user-${i}`);
    for (const user of users) await queue.addBulk(jobs(user, 1));
    const served: string[] = [];
    for (let take = 0; take < 60; take++) {
      for (const job of await queue.take(1)) {
        served.push(job.tenant);
        await queue.ack(job.id, job.attempt);
      }
    }
    return users.map((user) => served.indexOf(user)).map((at) => (at < 0 ? Number.POSITIVE_INFINITY : at));
  }

  test('50 users behind 1,000 jobs of one wait no longer than behind one job of one', async () => {
    const [behindMany, behindOne] = [await waits(jobs('big', 1_000)), await waits(jobs('big', 1))];
    for (const [i, wait] of behindMany.entries()) assert.ok(wait <= (behindOne[i] as number), `user ${i}`);
  });

  test('who has just used much judging time yields to one who has not, until time has passed', async () => {
    const queue = newQueue();
    await queue.addBulk(jobs('heavy', 1, 'event'));
    const [spent] = await queue.take(1);
    await queue.ack(spent?.id ?? '', 1, 30_000);
    await queue.addBulk(jobs('heavy', 2, 'event'));
    await queue.addBulk(jobs('light', 2, 'event'));
    const order = idsOf(await queue.take(4));
    assert.deepEqual(order, ['light-event-0', 'light-event-1', 'heavy-event-0', 'heavy-event-1']);
    for (const id of order) await queue.ack(id, 1);

    clock.now += 60_000;
    await queue.addBulk(jobs('heavy', 1, 'event'));
    await queue.addBulk(jobs('light', 1, 'event'));
    assert.deepEqual(idsOf(await queue.take(2)), ['heavy-event-0', 'light-event-0']);
  });

  test('jobs that wait already yield too, when an earlier one of their tenant took long', async () => {
    const queue = newQueue();
    await queue.addBulk([...jobs('heavy', 3), ...jobs('light', 3)]);
    const [first] = await queue.take(1);
    assert.equal(await queue.ack(first?.id ?? '', 1, 5_000), true);
    assert.equal((await queue.position('heavy-practice-1'))?.position, 4);
    assert.deepEqual(idsOf(await queue.take(2)), ['light-practice-0', 'light-practice-1']);
    // heavy-practice-1 has moved back by now, and still comes before the next one of its tenant.
    assert.equal((await queue.position('heavy-practice-2'))?.position, 3);
    const rest = ['light-practice-2', 'heavy-practice-1', 'heavy-practice-2'];
    assert.deepEqual(idsOf(await queue.take(3)), rest);
  });

  test('a rejudge leaves the last free slot, unless there is only one', async () => {
    const queue = newQueue();
    await queue.heartbeat('w', 2, []);
    await queue.addBulk(jobs('ann', 3, 'rejudge'));
    assert.deepEqual(idsOf(await queue.take(2)), ['ann-rejudge-0']);
    await queue.addBulk(jobs('bob', 1));
    assert.deepEqual(idsOf(await queue.take(2)), ['bob-practice-0']);

    const single = newQueue();
    await single.heartbeat('w', 1, []);
    await single.addBulk(jobs('ann', 1, 'rejudge'));
    assert.deepEqual(idsOf(await single.take(1)), ['ann-rejudge-0']);
  });

  test('rejudges do not starve while others always wait', async () => {
    const queue = newQueue();
    await queue.heartbeat('w', 2, []);
    await queue.addBulk([...jobs('ann', 5, 'rejudge'), ...jobs('bob', 60)]);
    let rejudged = 0;
    for (let take = 0; take < 50; take++) {
      for (const job of await queue.take(1)) {
        rejudged += job.class === 'rejudge' ? 1 : 0;
        await queue.ack(job.id, job.attempt);
      }
    }
    assert.equal(rejudged, 5);
  });
});
