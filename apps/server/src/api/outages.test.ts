import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '@gavel/test-support';
import { call, newUser, putSum, startTestApi } from './fixture.ts';

const api = await startTestApi();
after(api.close);
before(() => putSum(api));

const solution = { problem: 'sum', language: 'cpp', source: 'int main(){}' };

test('without Redis submissions are taken, and waiting for them works', async () => {
  const { token } = await newUser(api);
  await call(api, token, 'GET /api/v1/languages');
  await api.redis.kill();
  try {
    const { status, body } = await call(api, token, 'POST /api/v1/submissions', solution);
    assert.deepEqual([status, body.state, body.position], [201, 'queued', null]);
    assert.equal((await call(api, null, 'GET /api/v1/problems/sum')).body.title, 'Sum of two');
    assert.equal((await putSum(api, 'without-redis')).status, 201);
    assert.equal((await call(api, null, 'GET /api/v1/problems/without-redis')).status, 200);
    const waiting = call(api, token, `GET /api/v1/submissions/${body.id}?wait=60`);
    await api.store.submissions.fail(body.id, 0, 'a test');
    assert.equal((await waiting).body.verdict, 'JE');

    const ready = await call(api, null, 'GET /readyz');
    assert.deepEqual([ready.status, ready.body.code], [503, 'queue-unavailable']);
    const queue = await call(api, token, 'GET /api/v1/queue');
    assert.deepEqual([queue.status, queue.body.code], [503, 'queue-unavailable']);
    assert.equal((await call(api, null, 'GET /healthz')).status, 200);
    const account = { username: 'admin', password: api.firstAdmin?.password };
    const signIn = await call(api, null, 'POST /api/auth/sign-in/username', account, { origin: api.base });
    assert.equal(signIn.status, 200);
  } finally {
    await api.redis.start();
  }
  await until('ready again', async () => (await call(api, null, 'GET /readyz')).status === 200);
  await until('the queue is back', async () => (await call(api, token, 'GET /api/v1/queue')).status === 200);
  const cleared = await until('the cache is back', () => api.cache.settle().catch(() => null));
  assert.equal(cleared, 2, 'what was written meanwhile is cleared: the problem, and the list');
  const { body } = await call(api, token, 'POST /api/v1/submissions', solution);
  assert.deepEqual(await api.queue.has([body.id]), [true]);
});

test('a Redis that does not answer keeps no answer back: each comes while it stands still', {
  timeout: 30_000,
}, async (t) => {
  const { token } = await newUser(api);
  process.kill(api.redis.pid, 'SIGSTOP');
  t.after(() => process.kill(api.redis.pid, 'SIGCONT'));
  const { status, body } = await call(api, token, 'POST /api/v1/submissions', solution);
  assert.deepEqual([status, body.state, body.position], [201, 'queued', null]);
  const languages = await call(api, null, 'GET /api/v1/languages');
  assert.deepEqual([languages.status, languages.body.length], [200, 2]);
  const ready = await call(api, null, 'GET /readyz');
  assert.deepEqual([ready.status, ready.body.code], [503, 'queue-unavailable']);
});

test('without Postgres every answer says to try again, and nothing is half done', async () => {
  const { token } = await newUser(api);
  const account = { username: 'nobody', email: 'n@x.test', password: 'password1' };
  const signUp = () => call(api, null, 'POST /api/auth/sign-up/email', account, { origin: api.base });
  const cookie = (await signUp()).headers.getSetCookie().join();
  const { waiting } = await api.queue.stats();
  await api.gate.shut();
  try {
    for (const answer of [
      await call(api, token, 'POST /api/v1/submissions', solution),
      await call(api, token, 'GET /api/v1/me'),
      await call(api, null, 'GET /api/v1/me', undefined, { cookie }),
      await call(api, null, 'GET /api/v1/problems'),
      await call(api, null, 'GET /readyz'),
      await signUp(),
    ]) {
      assert.deepEqual([answer.status, answer.body.code], [503, 'database-unavailable']);
      assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/);
    }
  } finally {
    await api.gate.open();
  }
  assert.equal((await call(api, token, 'GET /api/v1/me')).status, 200);
  assert.equal((await api.queue.stats()).waiting, waiting);
});

test('what was made before Postgres went away is answered as made', async (t) => {
  const { token } = await newUser(api);
  // The row is committed by the time it is queued.
  const add = api.queue.add.bind(api.queue);
  t.mock.method(api.queue, 'add', async (...job: Parameters<typeof add>) => {
    await api.gate.shut();
    return add(...job);
  });
  const run = { language: 'cpp', source: 'int main(){}', stdin: '1' };
  for (const [path, body] of [
    ['submissions', solution],
    ['runs', run],
  ] as const) {
    const made = await call(api, token, `POST /api/v1/${path}`, body);
    await api.gate.open();
    assert.deepEqual([made.status, made.body.state], [201, 'queued'], path);
    const { status, body: now } = await call(api, token, `GET /api/v1/${path}/${made.body.id}`);
    assert.equal(status, 200);
    const { waitMs: _, ...same } = made.body;
    const { waitMs: __, ...read } = now;
    assert.deepEqual(same, read);
  }
});

test('of a change that failed on the way nobody says that nothing was changed', async (t) => {
  t.mock.method(api.store.events, 'having', async () => {
    await api.gate.shut();
    return [crypto.randomUUID()];
  });
  const { status, body } = await putSum(api);
  await api.gate.open();
  assert.deepEqual([status, body.code], [503, 'database-unavailable']);
  assert.match(body.detail, /may or may not have been made/);
});

test('a stop ends the answers that wait', async () => {
  const other = await startTestApi();
  await putSum(other);
  const { token } = await newUser(other);
  const { id } = (await call(other, token, 'POST /api/v1/submissions', solution)).body;
  const waiting = call(other, token, `GET /api/v1/submissions/${id}?wait=60`);
  await until('the wait has begun', () => other.hub.channels > 0);
  await other.close();
  assert.equal((await waiting).status, 200);
});
