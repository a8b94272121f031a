import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DeadLetterPage, Submission } from '@gavel/contract';
import type { SubmissionOutcome } from '@gavel/store';
import { until } from '@gavel/test-support';
import { ADMIN_TOKEN, call, newUser, passed, putSum, startTestApi } from './fixture.ts';

const api = await startTestApi({ maxWaiting: 3 });
after(api.close);
before(() => putSum(api));

const solution = { problem: 'sum', language: 'cpp', source: 'int main(){}' };
const accepted: SubmissionOutcome = {
  ...{ verdict: 'AC', score: 100, cpuMs: 1, memoryKiB: 2, compile: { ok: true, output: '' } },
  tests: [passed],
};

async function submit(token: string): Promise<string> {
  const { status, body } = await call(api, token, 'POST /api/v1/submissions', solution);
  assert.equal(status, 201, JSON.stringify(body));
  return body.id;
}

/** The types of the events of a submission, read from the start. */
async function eventsOf(id: string): Promise<string[]> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const types: string[] = [];
  const subscription = api.hub.subscribe(
    `submission:${id}`,
    {
      start: ({ offset }) => resolve(offset),
      message: ({ event }) => types.push(JSON.parse(event).type),
    },
    { epoch: '', offset: 0 },
  );
  await promise;
  subscription.close();
  return types;
}

const cancel = (token: string, id: string) => call(api, token, `POST /api/v1/submissions/${id}/cancel`);

describe('cancelling', () => {
  test('ends one that waits: it never runs, and whoever waits for it is told', async () => {
    const { token } = await newUser(api);
    const id = await submit(token);
    const waiting = call(api, token, `GET /api/v1/submissions/${id}?wait=60`);
    const { status, body } = await cancel(token, id);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(Submission.parse(body), body);
    assert.deepEqual([body.state, body.verdict, body.position], ['cancelled', null, null]);
    assert.equal((await waiting).body.state, 'cancelled');
    assert.deepEqual(await api.queue.has([id]), [false]);
    assert.equal(await api.store.submissions.start(id, 1), null);
    assert.deepEqual(await eventsOf(id), ['submission.queued', 'submission.cancelled']);
  });

  test('again changes nothing and tells nobody twice', async () => {
    const { token } = await newUser(api);
    const id = await submit(token);
    const answers = await Promise.all([1, 2, 3].map(() => cancel(token, id)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
    assert.deepEqual(await eventsOf(id), ['submission.queued', 'submission.cancelled']);
  });

  test('of one that runs tells its worker, whose verdict does not count', async () => {
    const { token } = await newUser(api);
    const id = await submit(token);
    const jobs = await api.queue.take(100);
    const job = jobs.find((one) => one.id === id);
    assert.ok(job && (await api.store.submissions.start(id, job.attempt)));
    assert.equal((await cancel(token, id)).body.state, 'cancelled');
    const { cancelled } = await api.queue.heartbeat('w1', 1, jobs);
    assert.deepEqual(
      cancelled.map((one) => one.id),
      [id],
    );
    assert.equal((await api.store.submissions.finish(id, job.attempt, accepted)).stored, false);
    assert.equal((await call(api, token, `GET /api/v1/submissions/${id}`)).body.state, 'cancelled');
  });

  test('is refused to others, and when there is a verdict', async () => {
    const [author, other] = [await newUser(api), await newUser(api)];
    const id = await submit(author.token);
    assert.equal((await cancel(other.token, id)).status, 404);
    await api.store.submissions.start(id, 1);
    await api.store.submissions.finish(id, 1, accepted);
    const { status, body } = await cancel(author.token, id);
    assert.deepEqual([status, body.code], [409, 'already-judged']);
    const byAdmin = await submit(author.token);
    assert.equal((await cancel(ADMIN_TOKEN, byAdmin)).body.state, 'cancelled');
  });

  test('works while Redis is away, and makes room for the next', async () => {
    const { token } = await newUser(api);
    const ids = [await submit(token), await submit(token), await submit(token)];
    const full = await call(api, token, 'POST /api/v1/submissions', solution);
    assert.deepEqual([full.status, full.body.code], [429, 'too-many-waiting']);
    await api.redis.kill();
    try {
      assert.equal((await cancel(token, ids[1] as string)).body.state, 'cancelled');
    } finally {
      await api.redis.start();
      await until('the queue is back', () => api.queue.stats().catch(() => false));
    }
    const answers = await Promise.all(
      [1, 2].map(() => call(api, token, 'POST /api/v1/submissions', solution)),
    );
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 429], 'one found room, not both');
  });
});

test('past the bound Retry-After is when one of the user’s is likely to begin', async () => {
  const { token } = await newUser(api);
  const rest = await api.queue.take(1000);
  for (const job of rest) await api.queue.ack(job.id, job.attempt, 10_000);
  await api.queue.heartbeat('w1', 1, []);
  for (let n = 0; n < 3; n++) await submit(token);
  const refused = await call(api, token, 'POST /api/v1/submissions', solution);
  const [place] = await api.queue.positions(await api.store.submissions.waiting((await me(token)).id));
  const expected = Math.min(Math.max(Math.ceil((place?.waitMs ?? Number.NaN) / 1000), 1), 60);
  assert.equal(refused.headers.get('retry-after'), String(expected));
});

const me = async (token: string) => (await call(api, token, 'GET /api/v1/me')).body;

describe('judging again', () => {
  const rejudge = (token: string, id: string) => call(api, token, `POST /api/v1/submissions/${id}/rejudge`);

  test('queues the submission under a higher attempt and keeps its old verdict among the past', async () => {
    const { token } = await newUser(api);
    const id = await submit(token);
    assert.deepEqual((await rejudge(ADMIN_TOKEN, id)).body.code, 'not-judged');
    await api.queue.remove(id);
    await api.store.submissions.start(id, 1);
    await api.store.submissions.finish(id, 1, { ...accepted, verdict: 'WA' });
    assert.equal((await rejudge(token, id)).status, 403);

    const { status, body } = await rejudge(ADMIN_TOKEN, id);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.state, body.verdict, body.attempt, body.tests], ['queued', null, 2, null]);
    assert.equal((await cancel(token, id)).body.code, 'already-judged');
    const job = (await api.queue.take(100)).find((one) => one.id === id);
    assert.deepEqual([job?.class, job?.attempt], ['rejudge', 3]);
    await api.store.submissions.start(id, 3);
    await api.store.submissions.finish(id, 3, accepted);
    const now = (await call(api, token, `GET /api/v1/submissions/${id}`)).body;
    assert.deepEqual([now.verdict, now.past.length, now.past[0].verdict], ['AC', 1, 'WA']);
    assert.equal((await me(token)).coins, 10);
  });

  test('of a dead letter puts it back, and lists it no more', async () => {
    const { token } = await newUser(api);
    const id = await submit(token);
    await api.queue.remove(id);
    await api.store.submissions.start(id, 3);
    await api.store.submissions.fail(id, 3, 'given up at attempt 3');
    assert.equal((await call(api, token, 'GET /api/v1/queue/dead')).status, 403);
    const { body: page } = await call(api, ADMIN_TOKEN, 'GET /api/v1/queue/dead');
    assert.deepEqual(DeadLetterPage.parse(page), page);
    assert.deepEqual([page.items[0].id, page.items[0].reason], [id, 'given up at attempt 3']);

    const { body } = await call(api, ADMIN_TOKEN, `POST /api/v1/queue/dead/${id}/retry`);
    assert.deepEqual([body.state, body.attempt], ['queued', 4]);
    assert.equal((await call(api, ADMIN_TOKEN, `POST /api/v1/queue/dead/${id}/retry`)).status, 404);
    const left = (await call(api, ADMIN_TOKEN, 'GET /api/v1/queue/dead')).body.items;
    assert.ok(!left.some((item: { id: string }) => item.id === id));
    const job = (await api.queue.take(100)).find((one) => one.id === id);
    assert.deepEqual([job?.class, job?.attempt], ['practice', 5]);
  });
});
