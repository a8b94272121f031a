import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { TestResult } from '@gavel/contract';
import { StoreError } from './errors.ts';
import { accepted, openTestStore } from './fixture.ts';
import { newId } from './new-id.ts';

const { store, ...fixture } = await openTestStore();
after(fixture.close);
before(async () => {
  await store.problems.put(
    await fixture.problem('sum', [
      ['1 2\n', '3\n'],
      ['4 5\n', '9\n'],
    ]),
  );
});

const submission = (userId: string) => ({
  userId,
  problem: 'sum',
  language: 'cpp',
  source: 'int main;',
  maxWaiting: 20,
});
const code = (expected: string) => (error: unknown) => error instanceof StoreError && error.code === expected;

describe('a submission', () => {
  test('goes from queued to done', async () => {
    const user = await fixture.user();
    const { id } = await store.submissions.create(submission(user.id));
    const queued = await store.submissions.get(id);
    assert.equal(queued?.state, 'queued');
    assert.equal(queued?.attempt, null);

    const work = await store.submissions.start(id, 1);
    assert.deepEqual(work?.problem, {
      slug: 'sum',
      timeLimitMs: 1000,
      memoryLimitKiB: 65_536,
      outputLimitBytes: null,
      comparison: { kind: 'tokens', spaceSensitive: false, absoluteTolerance: null, relativeTolerance: null },
      referee: null,
    });
    assert.deepEqual(
      work?.tests.map((test) => test.name),
      ['t1', 't2'],
    );
    assert.deepEqual(await store.submissions.finish(id, 1, accepted), { stored: true, coins: 10 });

    const done = await store.submissions.get(id);
    assert.equal(done?.state, 'done');
    assert.equal(done?.verdict, 'AC');
    assert.equal(done?.totalTests, 2);
    assert.deepEqual(done?.tests, accepted.tests);
    assert.deepEqual(done?.compile, accepted.compile);
    assert.equal(await store.submissions.start(id, 2), null);
  });

  test('has tests that a worker of before has judged, which told less of them', async () => {
    const user = await fixture.user();
    const { id } = await store.submissions.create(submission(user.id));
    await store.submissions.start(id, 1);
    const told = accepted.tests.map(
      ({ limit: _, exitCode: __, signal: ___, message: ____, ...test }) => test,
    );
    await store.submissions.finish(id, 1, { ...accepted, tests: told as TestResult[] });
    const nulls = { limit: null, exitCode: null, signal: null, message: null };
    assert.deepEqual((await store.submissions.get(id))?.tests, [{ ...told[0], ...nulls }]);
  });

  test('has one verdict, though many attempts finish at once', async () => {
    const user = await fixture.user();
    const { id } = await store.submissions.create(submission(user.id));
    for (const attempt of [1, 2, 3]) assert.ok(await store.submissions.start(id, attempt));
    const finished = await Promise.all(
      [1, 2, 3, 3, 3, 2, 1].map((attempt) => store.submissions.finish(id, attempt, accepted)),
    );
    assert.equal(finished.filter(({ stored }) => stored).length, 1);
    assert.equal((await store.submissions.get(id))?.attempt, 3);
    assert.equal((await store.submissions.get(id))?.tests?.length, 1);
    assert.equal((await store.users.me(user.id))?.coins, 10);
  });

  test('is held by the highest attempt that began', async () => {
    const user = await fixture.user();
    const { id } = await store.submissions.create(submission(user.id));
    const works = await Promise.all([1, 2, 3, 4].map((attempt) => store.submissions.start(id, attempt)));
    assert.ok(works[3]);
    assert.equal(await store.submissions.start(id, 3), null);
    assert.ok(await store.submissions.start(id, 4), 'the holder may ask again');
  });

  test('that fails ends as JE with the reason, once', async () => {
    const user = await fixture.user();
    const { id } = await store.submissions.create(submission(user.id));
    assert.equal(await store.submissions.fail(id, 0, 'three leases were lost'), true);
    assert.equal(await store.submissions.fail(id, 0, 'again'), false);
    assert.equal(await store.submissions.fail(newId(), 0, 'unknown'), false);
    const row = await store.submissions.get(id);
    assert.equal(row?.verdict, 'JE');
    assert.equal(row?.error, 'three leases were lost');
  });

  test('may print what Postgres cannot keep', async () => {
    const user = await fixture.user();
    const { id } = await store.submissions.create(submission(user.id));
    await store.submissions.start(id, 1);
    const compile = { ok: false, output: 'a\0b\ud800' };
    await store.submissions.finish(id, 1, { ...accepted, verdict: 'CE', tests: [], compile, error: '\0' });
    assert.equal((await store.submissions.get(id))?.compile?.output, 'a\uFFFDb\uFFFD');
  });

  test('is rewarded once per user and problem', async () => {
    const user = await fixture.user();
    const ids = await Promise.all([1, 2, 3, 4].map(() => store.submissions.create(submission(user.id))));
    const finished = await Promise.all(
      ids.map(async ({ id }) => {
        await store.submissions.start(id, 1);
        return store.submissions.finish(id, 1, accepted);
      }),
    );
    assert.deepEqual(
      finished.map(({ coins }) => coins).filter((coins) => coins !== null),
      [10],
    );
  });
});

describe('creating', () => {
  test('is bounded by what waits, also for requests at once', async () => {
    const user = await fixture.user();
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () => store.submissions.create({ ...submission(user.id), maxWaiting: 3 })),
    );
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 3);
    for (const result of results) {
      if (result.status === 'rejected') assert.ok(code('too-many-waiting')(result.reason));
    }
  });

  test('with one key gives one submission, also for requests at once', async () => {
    const user = await fixture.user();
    const idempotency = { key: 'k1', requestHash: randomBytes(32) };
    const results = await Promise.all(
      Array.from({ length: 6 }, () => store.submissions.create({ ...submission(user.id), idempotency })),
    );
    assert.equal(new Set(results.map(({ id }) => id)).size, 1);
    assert.equal(results.filter(({ created }) => created).length, 1);
    await assert.rejects(
      store.submissions.create({
        ...submission(user.id),
        idempotency: { key: 'k1', requestHash: randomBytes(32) },
      }),
      code('idempotency-mismatch'),
    );
    const other = await fixture.user();
    assert.equal((await store.submissions.create({ ...submission(other.id), idempotency })).created, true);
  });

  test('needs a known problem', async () => {
    const user = await fixture.user();
    await assert.rejects(
      store.submissions.create({ ...submission(user.id), problem: 'none' }),
      code('unknown-problem'),
    );
  });
});

test('lists go back page by page', async () => {
  const user = await fixture.user();
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) ids.push((await store.submissions.create(submission(user.id))).id);
  const first = await store.submissions.list({ userId: user.id, limit: 3 });
  const second = await store.submissions.list({ userId: user.id, limit: 3, before: first[2]?.id as string });
  assert.deepEqual(
    [...first, ...second].map(({ id }) => id),
    ids.toReversed(),
  );
  assert.deepEqual(await store.submissions.list({ userId: user.id, problem: 'other', limit: 3 }), []);
});

test('the sweeper sees what is unfinished, page by page', async () => {
  const user = await fixture.user();
  const [a, b, c] = await Promise.all(
    [1, 2, 3].map(async () => (await store.submissions.create(submission(user.id))).id),
  );
  await store.submissions.start(b as string, 7);
  await store.submissions.fail(c as string, 0, 'done');
  const seen = [];
  for (let after: string | null = null; ; ) {
    const page = await store.submissions.unfinished(after, 2);
    seen.push(...page);
    if (page.length < 2) break;
    after = page[1]?.id as string;
  }
  const own = seen.filter(({ tenant }) => tenant === user.id);
  assert.deepEqual(
    own.map(({ id, state, attempt }) => [id, state, attempt]).toSorted(),
    [
      [a, 'queued', 0],
      [b, 'running', 7],
    ].toSorted(),
  );
  assert.deepEqual(
    [...seen].sort((x, y) => (x.id < y.id ? -1 : 1)),
    seen,
  );
});

test('a run goes from queued to done, once', async () => {
  const user = await fixture.user();
  const run = {
    userId: user.id,
    language: 'c',
    source: 'x',
    stdin: 'in',
    limits: { cpuMs: 100 },
    maxWaiting: 1,
  };
  const { id } = await store.runs.create(run);
  await assert.rejects(store.runs.create(run), code('too-many-waiting'));
  assert.equal((await store.runs.start(id, 2))?.stdin, 'in');
  assert.equal(await store.runs.start(id, 1), null);
  const outcome = {
    status: 'TLE',
    limit: 'cpu',
    exitCode: null,
    signal: 'SIGKILL',
    stdout: 'a\0',
    stderr: '',
    truncated: false,
    cpuMs: 1,
    wallMs: 2,
    memoryKiB: 3,
    compile: null,
  } as const;
  assert.deepEqual(await store.runs.finish(id, 1, outcome), { stored: false });
  const finished = await Promise.all([1, 2, 3].map(() => store.runs.finish(id, 2, outcome)));
  assert.equal(finished.filter(({ stored }) => stored).length, 1);
  const row = await store.runs.get(id);
  assert.equal(row?.stdout, 'a\uFFFD');
  assert.deepEqual([row?.limit, row?.signal], ['cpu', 'SIGKILL']);
  assert.equal(await store.runs.fail(id, 9, 'late'), false);
});
