import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { detectLanguages, judge, openJudgeSandbox } from '@gavel/judge';
import { type ProblemPackage, readPackageDirectory } from '@gavel/problem-package';
import { type SampleSubmission, sampleProblems, submissionsOf } from './sample-problems.ts';

const SLOTS = 2;
const home = process.env.GAVEL_TEST_HOME ?? join(import.meta.dirname, '../../.gavel');
const installed = new Set((await detectLanguages()).map(({ id }) => id));
// A submission with a checker or interactor holds two at once.
const sandbox = await openJudgeSandbox({ home, boxes: 2 * SLOTS + 1 });
after(() => sandbox.close());

async function judgeSample(problem: ProblemPackage, { path, language, promised }: SampleSubmission) {
  const { timeLimitMs, memoryLimitKiB, outputLimitBytes, comparison, referee } = problem;
  const judgement = await judge(sandbox, {
    source: await readFile(path, 'utf8'),
    language,
    comparison,
    ...(referee && { referee: { id: referee.sha256, sourcesPath: referee.path } }),
    limits: {
      cpuMs: timeLimitMs,
      memoryKiB: memoryLimitKiB,
      ...(outputLimitBytes === null ? {} : { outputBytes: outputLimitBytes }),
    },
    tests: problem.tests.map(({ name, input, answer }) => ({
      name,
      inputPath: input.path,
      answerPath: answer.path,
    })),
  });
  const last = judgement.tests.at(-1);
  const told = `${judgement.compile.output}\n${judgement.error ?? ''} at ${JSON.stringify(last)}`;
  assert.equal(judgement.verdict, promised, told);
}

for (const { slug, dir } of await sampleProblems()) {
  const submissions = await submissionsOf(dir);
  describe(slug, { concurrency: SLOTS }, () => {
    let problem: ProblemPackage | undefined;
    before(async () => {
      problem = await readPackageDirectory(dir);
    });
    after(() => problem?.dispose());

    for (const submission of submissions) {
      const skip = !installed.has(submission.language) && `${submission.language} is not installed`;
      test(`${submission.name} gets ${submission.promised}`, { skip }, () =>
        judgeSample(problem as ProblemPackage, submission),
      );
    }
  });
}
