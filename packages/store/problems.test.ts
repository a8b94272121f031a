import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, test } from 'node:test';
import type { Comparison } from '@gavel/contract';
import { accepted, openTestStore } from './fixture.ts';

const { store, ...fixture } = await openTestStore();
after(fixture.close);

test('a problem is added, then replaced; its submissions stay', async () => {
  const user = await fixture.user();
  const first = await store.problems.put(
    await fixture.problem('one', [
      ['1\n', '1\n'],
      ['2\n', '2\n'],
    ]),
  );
  assert.deepEqual(first, { created: true, revision: 1 });
  const { id } = await store.submissions.create({
    userId: user.id,
    problem: 'one',
    language: 'c',
    source: 'x',
    maxWaiting: 9,
  });
  const work = await store.submissions.start(id, 1);
  assert.deepEqual(await store.problems.get('one', user.id), {
    slug: 'one',
    title: 'one',
    difficulty: 1,
    timeLimitMs: 1000,
    memoryLimitKiB: 65_536,
    tests: 2,
    interactive: false,
    own: 'tried',
    solvedBy: 0,
    heldBy: null,
    statementHtml: '',
    author: null,
    source: null,
    license: null,
    visibleFrom: '1970-01-01T00:00:00.000Z',
    samples: [{ name: 't1', input: '1\n', answer: '1\n' }],
  });

  assert.deepEqual(await store.problems.put(await fixture.problem('one', [['3\n', '']])), {
    created: false,
    revision: 2,
  });
  // The worker that began before can still read what it was told of.
  const input = work?.tests[0]?.input as string;
  for await (const piece of store.blobs.read(input)) assert.equal(piece.toString(), '1\n');

  await store.submissions.finish(id, 1, accepted);
  assert.equal((await store.problems.get('one', user.id))?.own, 'solved');
  const [listed] = await store.problems.list(null);
  assert.equal(listed?.own, null);
  assert.equal(listed?.solvedBy, 1);
  assert.equal(listed?.tests, 1);
  assert.equal(await store.problems.get('none', null), null);
});

test('test data of several pieces comes back as it was', async () => {
  const content = randomBytes(2.5 * 1024 * 1024);
  await store.problems.put(await fixture.problem('big', [[content, '']]));
  const sha256 = createHash('sha256').update(content).digest('hex');
  const path = join(fixture.folder, 'copy');
  await store.blobs.writeTo(sha256, path);
  assert.equal((await stat(path)).mode & 0o777, 0o644);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  assert.equal(hash.digest('hex'), sha256);
  await assert.rejects(store.blobs.writeTo('00'.repeat(32), join(fixture.folder, 'none')), {
    code: 'blob-missing',
  });
});

test('problems that share files are put and replaced at once without losing any', async () => {
  const versions = await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      fixture.problem(`p${n % 3}`, [
        [`${n % 4}`, 'same'],
        ['same', `${n % 2}`],
      ]),
    ),
  );
  await Promise.all(versions.map((problem) => store.problems.put(problem)));
  for (const slug of ['p0', 'p1', 'p2']) {
    const problem = await store.problems.get(slug, null);
    assert.equal(problem?.tests, 2);
    assert.equal(problem?.samples[0]?.answer, 'same');
  }
});

test('what decides is kept with the problem, told to workers only, and goes when tokens are compared again', async () => {
  const user = await fixture.user();
  const comparison: Comparison = {
    ...{ kind: 'interactor', language: 'python', main: 'talk.py', protocol: 'icpc', flags: ['slow'] },
  };
  const referee = await fixture.file('{"talk.py":"secret"}');
  const plain = await fixture.problem('talk', [['7', '7']]);
  await store.problems.put({ ...plain, comparison, referee });

  const submission = { userId: user.id, problem: 'talk', language: 'c', source: 'x', maxWaiting: 9 };
  const { id } = await store.submissions.create(submission);
  const work = await store.submissions.start(id, 1);
  assert.deepEqual([work?.problem.comparison, work?.problem.referee], [comparison, referee.sha256]);
  await store.submissions.finish(id, 1, accepted);
  const set = await store.rejudgings.create({ problem: 'talk', by: user.id, reason: 'again', most: 9 });
  const again = await store.judgings.start(set.judgings[0] as string, 1);
  assert.deepEqual(again?.problem, work?.problem);
  for await (const piece of store.blobs.read(referee.sha256)) {
    assert.equal(piece.toString(), '{"talk.py":"secret"}');
  }

  const content = await store.problems.get('talk', null);
  assert.equal(content?.interactive, true);
  assert.deepEqual(content?.samples, [], 'what the interactor reads is not for solvers');
  const listed = (await store.problems.list(null)).find(({ slug }) => slug === 'talk');
  assert.equal(listed?.interactive, true);
  assert.doesNotMatch(JSON.stringify([content, listed]), /talk\.py|secret|comparison|referee/);

  await store.problems.put(plain);
  const next = await store.submissions.start((await store.submissions.create(submission)).id, 1);
  const tokens = { kind: 'tokens', spaceSensitive: false, absoluteTolerance: null, relativeTolerance: null };
  assert.deepEqual([next?.problem.comparison, next?.problem.referee], [tokens, null]);
});
