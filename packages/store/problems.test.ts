import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, test } from 'node:test';
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
