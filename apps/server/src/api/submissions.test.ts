import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { bounds, Submission } from '@gavel/contract';
import type { SubmissionOutcome } from '@gavel/store';
import { until } from '@gavel/test-support';
import { ADMIN_TOKEN, call, newUser, passed, putSum, startTestApi } from './fixture.ts';

const api = await startTestApi({ maxWaiting: 3 });
after(api.close);
before(() => putSum(api));

const solution = { problem: 'sum', language: 'cpp', source: 'int main(){}' };
const submit = (token: string | null, body: unknown = solution, headers = {}) =>
  call(api, token, 'POST /api/v1/submissions', body, headers);

const wrong: SubmissionOutcome = {
  verdict: 'WA',
  score: 0,
  cpuMs: 1,
  memoryKiB: 2,
  compile: { ok: true, output: '' },
  tests: [{ ...passed, verdict: 'WA', message: 'the answer is 3' }],
  phases: { compile: 12 },
};

/** What a worker does. */
async function judge(id: string): Promise<void> {
  assert.ok(await api.store.submissions.start(id, 1));
  assert.ok((await api.store.submissions.finish(id, 1, wrong)).stored);
  const event = { type: 'submission.finished', id, verdict: 'WA', score: 0, cpuMs: 1, memoryKiB: 2 };
  await api.publisher.publish(`submission:${id}`, JSON.stringify(event));
}

describe('submitting', () => {
  test('keeps the row, queues the job and tells the place in line', async () => {
    const user = await newUser(api);
    const { status, body } = await submit(user.token);
    assert.equal(status, 201);
    assert.deepEqual(Submission.parse(body), body);
    assert.equal(body.state, 'queued');
    assert.equal(typeof body.position, 'number');
    assert.deepEqual(body.user, { id: user.id, handle: user.handle });
    assert.deepEqual(await api.queue.has([body.id]), [true]);
  });

  test('with an Idempotency-Key gives the same submission, and refuses another body', async () => {
    const { token } = await newUser(api);
    const headers = { 'idempotency-key': 'once' };
    const answers = await Promise.all([1, 2, 3].map(() => submit(token, solution, headers)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 201, 201],
    );
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
    const other = await submit(token, { ...solution, source: 'other' }, headers);
    assert.deepEqual([other.status, other.body.code], [409, 'idempotency-mismatch']);
    const bad = await submit(token, solution, { 'idempotency-key': 'x'.repeat(201) });
    assert.deepEqual([bad.status, bad.body.faults[0].path], [400, 'headers.idempotency-key']);
  });

  test('is refused past the bound of waiting ones', async () => {
    const { token } = await newUser(api);
    for (let n = 0; n < 3; n++) assert.equal((await submit(token)).status, 201);
    const { status, body, headers } = await submit(token);
    assert.deepEqual([status, body.code], [429, 'too-many-waiting']);
    assert.match(headers.get('retry-after') ?? '', /^\d+$/);
  });

  for (const [what, body, status, code, path] of [
    ['an unknown problem', { ...solution, problem: 'none' }, 422, 'unknown-problem'],
    ['an unknown language', { ...solution, language: 'klingon' }, 422, 'unknown-language'],
    [
      'an unknown event',
      { ...solution, event: '01a205b9-e932-7abd-8cee-8bdcd5c50da3' },
      422,
      'unknown-event',
    ],
    ['an empty source', { ...solution, source: '' }, 400, 'invalid-request', 'body.source'],
    [
      'a large source',
      { ...solution, source: 'x'.repeat(bounds.source + 1) },
      400,
      'invalid-request',
      'body.source',
    ],
    ['a NUL in the source', { ...solution, source: 'a\0' }, 400, 'invalid-request', 'body.source'],
    ['half a character', { ...solution, source: '\ud800' }, 400, 'invalid-request', 'body.source'],
    ['a number as source', { ...solution, source: 1 }, 400, 'invalid-request', 'body.source'],
    ['no problem', { language: 'cpp', source: 'x' }, 400, 'invalid-request', 'body.problem'],
    ['a list', [1], 400, 'invalid-request', 'body'],
    ['no JSON', '{"problem":', 400, 'malformed-body'],
    ['nothing', '', 400, 'malformed-body'],
    ['a body past the bound', `"${'x'.repeat(bounds.requestBody)}"`, 413, 'too-large'],
  ] as const) {
    test(`with ${what} is refused: ${code}`, async () => {
      const { token } = await newUser(api);
      const answer = await submit(token, body);
      assert.deepEqual([answer.status, answer.body.code], [status, code]);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      if (path) assert.equal(answer.body.faults[0].path, path);
    });
  }

  test('in another type or by nobody is refused', async () => {
    const { token } = await newUser(api);
    const { body: refusal } = await submit(token, 'x', { 'content-type': 'text/plain' });
    assert.equal(refusal.code, 'unsupported-type');
    assert.equal(refusal.detail, 'send Content-Type: application/json; you sent "text/plain"');
    assert.equal((await submit(null)).status, 401);
    assert.equal((await submit('gavel_none')).status, 401);
  });

  test('with an unknown language names the known ones', async () => {
    const { token } = await newUser(api);
    assert.match((await submit(token, { ...solution, language: 'klingon' })).body.detail, /cpp, python/);
  });
});

describe('reading', () => {
  test('with wait answers as soon as the verdict is there', async () => {
    const { token } = await newUser(api);
    const { id } = (await submit(token)).body;
    const waiting = call(api, token, `GET /api/v1/submissions/${id}?wait=60`);
    await judge(id);
    const { body } = await waiting;
    assert.deepEqual([body.state, body.verdict, body.position], ['done', 'WA', null]);
    assert.deepEqual(
      body.tests,
      wrong.tests.map((test) => ({ ...test, message: null })),
    );
    assert.equal('phases' in body, false);
    const { body: all } = await call(api, ADMIN_TOKEN, `GET /api/v1/submissions/${id}`);
    assert.deepEqual(all.tests, wrong.tests);
    assert.deepEqual(all.phases, { compile: 12 });
  });

  test('with wait gives what there is when the time is over', async () => {
    const { token } = await newUser(api);
    const { id } = (await submit(token)).body;
    const { status, body } = await call(api, token, `GET /api/v1/submissions/${id}?wait=0.05`);
    assert.deepEqual([status, body.state], [200, 'queued']);
  });

  test('a client that goes ends its wait', async () => {
    const { token } = await newUser(api);
    const { id } = (await submit(token)).body;
    const subscriptions = api.hub.channels;
    const leave = new AbortController();
    const url = `${api.base}/api/v1/submissions/${id}?wait=60`;
    const answer = fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: leave.signal });
    await until('the wait has begun', () => api.hub.channels > subscriptions);
    leave.abort();
    await assert.rejects(answer, { name: 'AbortError' });
    await until('the wait has ended', () => api.hub.channels === subscriptions);
  });

  test('others’ submissions are not there, but for admins', async () => {
    const [author, other] = [await newUser(api), await newUser(api)];
    const { id } = (await submit(author.token)).body;
    assert.equal((await call(api, other.token, `GET /api/v1/submissions/${id}`)).status, 404);
    assert.equal((await call(api, other.token, `GET /api/v1/submissions/${id}?wait=60`)).status, 404);
    assert.equal((await call(api, ADMIN_TOKEN, `GET /api/v1/submissions/${id}`)).status, 200);
    for (const bad of [`${id}?wait=61`, `${id}?wait=x`, 'no-id']) {
      assert.equal((await call(api, author.token, `GET /api/v1/submissions/${bad}`)).status, 400);
    }
  });

  test('lists are one’s own; admins see anybody’s', async () => {
    const user = await newUser(api);
    const { id } = (await submit(user.token)).body;
    const own = await call(api, user.token, 'GET /api/v1/submissions?problem=sum');
    assert.deepEqual(
      own.body.items.map((item: { id: string }) => item.id),
      [id],
    );
    assert.equal(own.body.nextCursor, null);
    assert.equal((await call(api, user.token, 'GET /api/v1/submissions?user=all')).status, 403);
    const all = await call(api, ADMIN_TOKEN, 'GET /api/v1/submissions?user=all');
    assert.ok(all.body.items.some((item: { id: string }) => item.id === id));
    const one = await call(api, ADMIN_TOKEN, `GET /api/v1/submissions?user=${user.id}`);
    assert.equal(one.body.items.length, 1);
    const byHandle = (token: string, handle: string) =>
      call(api, token, `GET /api/v1/submissions?handle=${handle}`);
    assert.deepEqual((await byHandle(ADMIN_TOKEN, user.handle.toUpperCase())).body, one.body);
    assert.deepEqual((await byHandle(user.token, user.handle)).body, one.body);
    assert.equal((await byHandle((await newUser(api)).token, user.handle)).status, 403);
    assert.deepEqual((await byHandle(ADMIN_TOKEN, 'nobody-has-this')).body.items, []);
  });

  test('a long list goes on with its cursor', async () => {
    const user = await newUser(api);
    for (let n = 0; n < 52; n++) {
      await api.store.submissions.create({ ...solution, userId: user.id, maxWaiting: 100 });
    }
    const first = (await call(api, user.token, 'GET /api/v1/submissions')).body;
    const second = (await call(api, user.token, `GET /api/v1/submissions?cursor=${first.nextCursor}`)).body;
    assert.deepEqual([first.items.length, second.items.length, second.nextCursor], [50, 2, null]);
  });
});

describe('a run', () => {
  const program = { language: 'python', source: 'print(1)' };

  test('waits, and is read by its owner only', async () => {
    const user = await newUser(api);
    const { status, body } = await call(api, user.token, 'POST /api/v1/runs', program);
    assert.deepEqual([status, body.state], [201, 'queued']);
    const waiting = call(api, user.token, `GET /api/v1/runs/${body.id}?wait=60`);
    await api.store.runs.start(body.id, 1);
    await api.store.runs.finish(body.id, 1, {
      ...{
        status: 'OK',
        limit: null,
        exitCode: 0,
        signal: null,
        stdout: '1\n',
        stderr: '',
        truncated: false,
      },
      ...{ cpuMs: 1, wallMs: 1, memoryKiB: 1, compile: null },
    });
    await api.publisher.publish(`run:${body.id}`, JSON.stringify({ type: 'run.finished', id: body.id }));
    assert.equal((await waiting).body.stdout, '1\n');
    assert.equal((await call(api, (await newUser(api)).token, `GET /api/v1/runs/${body.id}`)).status, 404);
  });

  test('is cancelled by its owner, while it waits and while it runs', async () => {
    const { token } = await newUser(api);
    for (const running of [false, true]) {
      const { id } = (await call(api, token, 'POST /api/v1/runs', program)).body;
      const stranger = (await newUser(api)).token;
      assert.equal((await call(api, stranger, `POST /api/v1/runs/${id}/cancel`)).status, 404);
      const waiting = call(api, token, `GET /api/v1/runs/${id}?wait=60`);
      if (running) assert.ok(await api.store.runs.start(id, 1));
      const { status, body } = await call(api, token, `POST /api/v1/runs/${id}/cancel`);
      assert.deepEqual(
        [status, body.state, body.status, body.error],
        [200, 'done', 'JE', 'it was cancelled'],
      );
      assert.equal((await waiting).body.state, 'done');
      assert.deepEqual(await api.queue.has([id]), [false]);
      assert.equal(await api.store.runs.start(id, 2), null, 'it never runs again');
      assert.equal(
        (await call(api, token, `POST /api/v1/runs/${id}/cancel`)).body.finishedAt,
        body.finishedAt,
      );
    }
  });

  test('with bad input is refused', async () => {
    const { token } = await newUser(api);
    for (const [body, status] of [
      [{ ...program, language: 'klingon' }, 422],
      [{ ...program, stdin: '\0' }, 400],
      [{ ...program, limits: { cpuMs: 0 } }, 400],
      [{ ...program, source: undefined }, 400],
    ] as const) {
      assert.equal((await call(api, token, 'POST /api/v1/runs', body)).status, status);
    }
  });
});
