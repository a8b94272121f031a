import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DeadLetterPage, Submission, Verdict } from '@gavel/contract';
import { startTestGavel, type TestGavel, until } from '@gavel/test-support';
import { makeZip, type ZipItem } from '../../packages/problem-package/zip-writer.fixture.ts';

let gavel: TestGavel;
before(async () => {
  // Each of two at once needs a box for itself and one for its checker.
  gavel = await startTestGavel({ GAVEL_SLOTS: '2' });
});
after(() => gavel?.remove());

/** A problem whose one test has a 7. */
async function put(slug: string, validation: string, ...items: ZipItem[]): Promise<void> {
  const body = makeZip([
    { path: 'problem.yaml', data: `name: Seven\nvalidation: ${validation}\n` },
    { path: 'problem_statement/problem.en.md', data: 'Seven.\n' },
    { path: '.timelimit', data: '10' },
    { path: 'data/secret/1.in', data: '7\n' },
    { path: 'data/secret/1.ans', data: '7\n' },
    ...items,
  ]);
  const headers = { authorization: `Bearer ${gavel.adminToken}`, 'content-type': 'application/zip' };
  const response = await fetch(`${gavel.url}/api/v1/problems/${slug}`, { method: 'PUT', headers, body });
  assert.ok(response.ok, await response.text());
}

const checker = (data: string): ZipItem => ({ path: 'output_validators/check.py', data });
/** Any number that 7 divides. */
const DIVIDED = checker(`import sys
number = int(open(sys.argv[1]).read())
said = sys.stdin.read().split()
sys.exit(42 if len(said) == 1 and int(said[0]) % number == 0 else 43)`);

async function submit(problem: string, source: string): Promise<string> {
  const { status, body } = await gavel.call('POST', '/api/v1/submissions', {
    ...{ problem, source, language: 'python' },
  });
  assert.equal(status, 201, JSON.stringify(body));
  return (body as Submission).id;
}

async function verdictOf(id: string): Promise<Verdict | null> {
  const submission = await until(
    `submission ${id} is judged`,
    async () => {
      const { body } = await gavel.call('GET', `/api/v1/submissions/${id}?wait=10`);
      return (body as Submission).state === 'done' && (body as Submission);
    },
    90_000,
  );
  return submission.verdict;
}

const judge = async (problem: string, source: string) => verdictOf(await submit(problem, source));

describe('a problem with a program of its own, from its package to its verdicts', {
  concurrency: true,
}, () => {
  test('a checker decides, for many at once', async () => {
    await put('divided', 'custom', DIVIDED);
    const sources = ['print(7)', 'print(21)', 'print(8)', 'print(0)', 'print(1, 2)', 'exit(1)'];
    const ids = await Promise.all(sources.map((source) => submit('divided', source)));
    assert.deepEqual(await Promise.all(ids.map(verdictOf)), ['AC', 'AC', 'WA', 'AC', 'WA', 'RTE']);
  });

  test('a new package brings a new checker', async () => {
    await put('strict', 'custom', DIVIDED);
    assert.equal(await judge('strict', 'print(14)'), 'AC');
    await put('strict', 'custom', checker('import sys\nsys.exit(43)'));
    assert.equal(await judge('strict', 'print(14)'), 'WA');
    await put('strict', 'default');
    assert.equal(await judge('strict', 'print(7)'), 'AC');
    assert.equal(await judge('strict', 'print(14)'), 'WA');
  });

  test('an interactor talks', async () => {
    const interactor = `import sys
print(open(sys.argv[1]).read().strip(), flush=True)
sys.exit(42 if sys.stdin.readline().strip() == "49" else 43)`;
    await put('squares', 'custom interactive', { path: 'output_validators/talk.py', data: interactor });
    assert.equal(await judge('squares', 'print(int(input()) ** 2)'), 'AC');
    assert.equal(await judge('squares', 'print(int(input()) * 2)'), 'WA');
    assert.equal(await judge('squares', 'input()\nraise ValueError()'), 'RTE');
  });

  /** A submission of a new user, as its author and as an admin see it at its end. */
  async function seenBy(handle: string, problem: string) {
    const { body: user } = await gavel.call('POST', '/api/v1/users', { handle });
    const { token } = user as { token: string };
    const request = { problem, source: 'print(8)', language: 'python' };
    const { body: sent } = await gavel.call('POST', '/api/v1/submissions', request, token);
    const { id } = sent as Submission;
    const verdict = await verdictOf(id);
    const seen = async (as?: string) =>
      (await gavel.call('GET', `/api/v1/submissions/${id}`, undefined, as)).body as Submission;
    return { verdict, own: await seen(token), all: await seen() };
  }

  test('what a checker says of a test only an admin reads', async () => {
    const talkative = checker('import sys\nsys.stderr.write("the answer is 7")\nsys.exit(43)');
    await put('talkative', 'custom', talkative);
    const { verdict, own, all } = await seenBy('listener', 'talkative');
    assert.equal(verdict, 'WA');
    assert.equal(all.tests?.[0]?.message, 'the answer is 7');
    assert.equal(own.tests?.[0]?.message, null);
    assert.equal(own.tests?.[0]?.exitCode, 0);
    assert.doesNotMatch(JSON.stringify(own), /the answer is 7/);
  });

  test('a checker that fails is a judge error at once; what it said only an admin reads', async () => {
    await put('broken', 'custom', checker('import sys\nsys.exit("the answer is 7")'));
    const { verdict, own } = await seenBy('curious', 'broken');
    assert.equal(verdict, 'JE');
    const told = 'test secret/1: the checker ended with 1, which is no verdict (42 accepts, 43 rejects)';
    assert.equal(own.error, told);
    assert.equal(own.attempt, 1, 'another try would have found the same');
    const { body } = await gavel.call('GET', '/api/v1/queue/dead');
    const [letter] = (body as DeadLetterPage).items;
    assert.match(letter?.reason ?? '', /checker ended with 1.*\nthe answer is 7/);
  });
});
