import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type LiveEvent, RejudgedPage, Rejudging, RejudgingPage, type Verdict } from '@gavel/contract';
import type { SubmissionOutcome } from '@gavel/store';
import { until } from '@gavel/test-support';
import { ADMIN_TOKEN, call, newUser, passed, putSum, startTestApi } from './fixture.ts';

const api = await startTestApi();
after(api.close);
before(() => putSum(api));

const outcome = (verdict: Verdict): SubmissionOutcome => ({
  ...{
    verdict,
    score: verdict === 'AC' ? 100 : 0,
    cpuMs: 1,
    memoryKiB: 2,
    compile: { ok: true, output: '' },
  },
  tests: [{ ...passed, verdict }],
});

async function judged(token: string, verdict: Verdict): Promise<string> {
  const solution = { problem: 'sum', language: 'cpp', source: 'int main(){}' };
  const { body } = await call(api, token, 'POST /api/v1/submissions', solution);
  await api.queue.remove(body.id);
  await api.store.submissions.start(body.id, 1);
  await api.store.submissions.finish(body.id, 1, outcome(verdict));
  return body.id;
}

/** What a worker does with the jobs of the set. */
async function judgeAll(verdict: Verdict): Promise<void> {
  for (const job of await api.queue.take(100)) {
    const { kind, id } = JSON.parse(job.payload);
    assert.deepEqual([kind, job.class], ['judging', 'rejudge']);
    assert.ok(await api.store.judgings.start(id, job.attempt));
    await api.store.judgings.finish(id, job.attempt, outcome(verdict));
    await api.queue.ack(job.id, job.attempt);
  }
}

test('a set is made, compared and applied; authors and admins see it live', async () => {
  const { token, id: userId } = await newUser(api);
  const [wrong, right] = [await judged(token, 'WA'), await judged(token, 'AC')];
  const heard: LiveEvent[] = [];
  const channels = ['admin', `user:${userId}`].map((channel) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const subscription = api.hub.subscribe(channel, {
      start: () => resolve(),
      message: ({ event }) => heard.push(JSON.parse(event)),
    });
    return { promise, subscription };
  });
  await Promise.all(channels.map(({ promise }) => promise));

  const asked = { problem: 'sum', reason: 'test 1 was wrong' };
  const made = await call(api, ADMIN_TOKEN, 'POST /api/v1/rejudgings', asked);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.deepEqual(Rejudging.parse(made.body), made.body);
  assert.deepEqual([made.body.state, made.body.total, made.body.done], ['judging', 2, 0]);
  const path = `/api/v1/rejudgings/${made.body.id}`;
  const early = await call(api, ADMIN_TOKEN, `POST ${path}/apply`);
  assert.deepEqual([early.status, early.body.code], [409, 'rejudging-unfinished']);
  const other = await call(api, ADMIN_TOKEN, 'POST /api/v1/rejudgings', { ...asked, problem: 'sum' });
  assert.deepEqual([other.status, other.body.code], [409, 'rejudging-overlaps']);
  assert.ok(other.body.detail.includes(made.body.id));

  await judgeAll('AC');
  const { body: set } = await call(api, ADMIN_TOKEN, `GET ${path}`);
  assert.deepEqual([set.state, set.done, set.changed], ['judged', 2, 1]);
  assert.deepEqual(
    set.pairs
      .map((pair: { from: string; to: string; count: number }) => `${pair.from} ${pair.to} ${pair.count}`)
      .toSorted(),
    ['AC AC 1', 'WA AC 1'],
  );
  const { body: page } = await call(api, ADMIN_TOKEN, `GET ${path}/submissions?changed=true`);
  assert.deepEqual(RejudgedPage.parse(page), page);
  assert.deepEqual(
    page.items.map((item: { submission: string }) => item.submission),
    [wrong],
  );
  assert.equal((await call(api, token, `GET /api/v1/submissions/${wrong}`)).body.verdict, 'WA');

  const applied = await call(api, ADMIN_TOKEN, `POST ${path}/apply`);
  assert.deepEqual([applied.status, applied.body.state], [200, 'applied']);
  assert.equal((await call(api, ADMIN_TOKEN, `POST ${path}/apply`)).status, 200, 'again changes nothing');
  assert.equal((await call(api, ADMIN_TOKEN, `POST ${path}/cancel`)).body.code, 'rejudging-ended');
  for (const id of [wrong, right]) {
    assert.equal((await call(api, token, `GET /api/v1/submissions/${id}`)).body.verdict, 'AC');
  }
  assert.equal((await call(api, token, 'GET /api/v1/me')).body.coins, 10);
  await until('told of the end', () =>
    heard.some((e) => e.type === 'rejudging.changed' && e.state === 'applied'),
  );
  const told = heard.filter((event) => event.type === 'submission.rejudged');
  assert.deepEqual(
    told.map(({ id, verdict, attempt }) => [id, verdict, attempt]),
    [[wrong, 'AC', 2]],
  );
  for (const { subscription } of channels) subscription.close();
});

test('how many have solved a problem is right at once when a set was applied', async () => {
  const solvedBy = async () => (await call(api, ADMIN_TOKEN, 'GET /api/v1/problems/sum')).body.solvedBy;
  const { token } = await newUser(api);
  const submissions = [await judged(token, 'WA')];
  const asked = { submissions, reason: 'test 1 was wrong' };
  const { body } = await call(api, ADMIN_TOKEN, 'POST /api/v1/rejudgings', asked);
  await judgeAll('AC');
  const before = await solvedBy();
  await call(api, ADMIN_TOKEN, `POST /api/v1/rejudgings/${body.id}/apply`);
  assert.equal(await solvedBy(), before + 1);
});

test('the jobs of a large set are cancelled some hundred at a time', async (t) => {
  const { token } = await newUser(api);
  const asked = { submissions: [await judged(token, 'WA')], reason: 'x' };
  const { body } = await call(api, ADMIN_TOKEN, 'POST /api/v1/rejudgings', asked);
  const many = Array.from({ length: 1_000 }, (_, n) => `judging-${n}`);
  const cancelSet = api.store.rejudgings.cancel;
  t.mock.method(api.store.rejudgings, 'cancel', async (...set: Parameters<typeof cancelSet>) => {
    const cancelled = await cancelSet(...set);
    return cancelled && { unfinished: [...cancelled.unfinished, ...many] };
  });
  let [underWay, most, all] = [0, 0, 0];
  const cancel = api.queue.cancel.bind(api.queue);
  t.mock.method(api.queue, 'cancel', async (id: string) => {
    all++;
    most = Math.max(most, ++underWay);
    return cancel(id).finally(() => underWay--);
  });
  const cancelled = await call(api, ADMIN_TOKEN, `POST /api/v1/rejudgings/${body.id}/cancel`);
  assert.deepEqual([cancelled.status, cancelled.body.state, all], [200, 'cancelled', 1_001]);
  assert.ok(most <= 200, `${most} at once`);
});

test('a cancelled set leaves no job behind', async () => {
  const { token } = await newUser(api);
  const submissions = [await judged(token, 'WA')];
  const asked = { submissions, reason: 'by mistake' };
  const { body } = await call(api, ADMIN_TOKEN, 'POST /api/v1/rejudgings', asked);
  const cancelled = await call(api, ADMIN_TOKEN, `POST /api/v1/rejudgings/${body.id}/cancel`);
  assert.deepEqual([cancelled.status, cancelled.body.state], [200, 'cancelled']);
  assert.equal((await api.queue.stats()).waiting, 0);
  const list = await call(api, ADMIN_TOKEN, 'GET /api/v1/rejudgings');
  assert.deepEqual(RejudgingPage.parse(list.body), list.body);
  assert.equal(list.body.items[0].id, body.id);
});

test('only admins may, and what cannot be is refused with a code', async () => {
  const { token } = await newUser(api);
  const make = (asked: unknown, as = ADMIN_TOKEN) => call(api, as, 'POST /api/v1/rejudgings', asked);
  assert.equal((await make({ problem: 'sum', reason: 'x' }, token)).status, 403);
  assert.equal((await call(api, token, 'GET /api/v1/rejudgings')).status, 403);
  const unknown = '01a205b9-e932-7abd-8cee-8bdcd5c50da3';
  for (const [asked, status, code] of [
    [{ reason: 'x' }, 400, 'invalid-request'],
    [{ problem: 'sum' }, 400, 'invalid-request'],
    [{ problem: 'none', reason: 'x' }, 422, 'unknown-problem'],
    [{ problem: 'sum', language: 'ada', reason: 'x' }, 422, 'nothing-to-rejudge'],
    [{ submissions: [unknown], reason: 'x' }, 422, 'nothing-to-rejudge'],
    [{ event: unknown, reason: 'x' }, 422, 'unknown-event'],
  ] as const) {
    const answer = await make(asked);
    assert.deepEqual([answer.status, answer.body.code], [status, code]);
  }
  for (const call_ of ['GET', 'POST apply', 'POST cancel'].map((each) => each.split(' '))) {
    const path = [`/api/v1/rejudgings/${unknown}`, ...call_.slice(1)].join('/');
    assert.equal((await call(api, ADMIN_TOKEN, `${call_[0]} ${path}`)).status, 404);
  }
});
