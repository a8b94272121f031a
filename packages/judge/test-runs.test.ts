import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Sandbox } from '@gavel/sandbox';
import { slowness } from '@gavel/test-support';
import { judge, openJudgeSandbox } from './index.ts';
import { home, TestFiles } from './test-support.ts';
import type { Judgement, JudgeRequest } from './types.ts';

/** Does what its input says, and says it again. */
const program = `what = input()
while what == 'loop': pass
files = []
while what == 'full': files.append(open('/dev/null'))
if what == 'crash': raise SystemExit(3)
print('other' if what == 'wrong' else what)`;

const HOUR_MS = 3_600_000;

describe('the runs of tests', () => {
  let sandbox: Sandbox;
  let files: TestFiles;
  before(async () => {
    files = await TestFiles.make();
    sandbox = await openJudgeSandbox({ home, boxes: 2 });
  });
  after(async () => {
    await sandbox?.close();
    await files[Symbol.asyncDispose]();
  });

  const judged = async (whats: string[], more: Partial<JudgeRequest> = {}): Promise<Judgement> => {
    const tests = await Promise.all(whats.map((what, at) => files.test(`${at}`, `${what}\n`, `${what}\n`)));
    const limits = { cpuMs: 10_000 * slowness, wallMs: 60_000 * slowness, memoryKiB: 64 * 1024 };
    return judge(sandbox, { language: 'python', source: program, tests, limits, ...more });
  };
  const ends = ({ tests }: Judgement) => tests.map(({ limit, exitCode }) => limit ?? exitCode);

  test('each have their own output, which is compared with their own answer', async () => {
    const whats = Array.from({ length: 20 }, (_, at) => (at === 7 || at === 8 ? 'wrong' : `test ${at}`));
    const { tests, verdict } = await judged(whats, { keepGoing: true });
    assert.deepEqual(
      tests.map((test) => test.verdict),
      whats.map((what) => (what === 'wrong' ? 'WA' : 'AC')),
    );
    assert.equal(verdict, 'WA');
  });

  /** The test after the one that fails has begun by then, and would go on for an hour. */
  for (const [what, verdict] of [
    ['wrong', 'WA'],
    ['crash', 'RTE'],
    ['full', 'RTE'],
  ] as const)
    test(`a program that fails by ${what} is not waited for in the next`, {
      timeout: 120_000 * slowness,
    }, async () => {
      const limits = { cpuMs: HOUR_MS, wallMs: HOUR_MS, memoryKiB: 64 * 1024 };
      const judgement = await judged(['well', what, 'loop', 'loop'], { limits });
      assert.equal(judgement.verdict, verdict);
      assert.equal(judgement.tests.length, 2);
    });

  test('a program that failed is looked at closer, once; later runs are from the start', async () => {
    const before = sandbox.counts.runs;
    const whats = ['well', 'crash', 'full', 'full', 'crash', 'well'];
    const judgement = await judged(whats, { keepGoing: true });
    assert.deepEqual(ends(judgement), [0, 3, 'descriptors', 'descriptors', 3, 0]);
    // The compiler; the second that failed had begun when the first was looked at.
    assert.equal(sandbox.counts.runs - before, 1 + whats.length + 2);
    assert.deepEqual(ends(await judged(['full'])), ['descriptors']);
  });
});
