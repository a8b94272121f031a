import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readPackageDirectory } from '@gavel/problem-package';
import { sampleProblems, submissionsOf } from './sample-problems.ts';

const problems = await sampleProblems();

test('there are problems of many difficulties', async () => {
  const difficulties = new Set<number | null>();
  for (const { dir } of problems) {
    await using problem = await readPackageDirectory(dir);
    difficulties.add(problem.difficulty);
  }
  assert.ok(problems.length >= 6, `${problems.length} problems`);
  assert.ok(difficulties.size >= 6 && !difficulties.has(null), `difficulties ${[...difficulties]}`);
});

for (const { slug, dir } of problems) {
  describe(slug, () => {
    test('is a sound package, and says all that can be said', async () => {
      await using problem = await readPackageDirectory(dir);
      assert.deepEqual(problem.warnings, []);
      assert.equal(problem.slugHint, slug);
      assert.ok(problem.author && problem.license);
      const interactive = problem.comparison.kind === 'interactor';
      const sections = interactive ? /^## Interaction$/m : /^## Input$[\s\S]*^## Output$/m;
      assert.match(problem.statementMarkdown, sections);
      const secret = problem.tests.filter(({ sample }) => !sample);
      assert.ok(secret.length >= 8 && secret.length <= 25, `${secret.length} secret tests`);
      assert.ok(problem.tests.length > secret.length, 'it has samples');
      for (const { name, input } of problem.tests) {
        assert.ok(input.size <= 300 * 1024, `${name} is ${input.size} bytes`);
      }
    });

    test('its data is what its generator makes', async () => {
      const { data } = (await import(join(dir, 'generators/generate.ts'))) as { data: Map<string, string> };
      const kept = await Array.fromAsync(glob('**/*.{in,ans}', { cwd: join(dir, 'data') }));
      assert.deepEqual(kept.sort(), [...data.keys()].sort());
      for (const [path, content] of data) {
        // Compared by hand: a difference would be printed whole.
        assert.ok((await readFile(join(dir, 'data', path), 'utf8')) === content, `${path} differs`);
      }
    });

    test('has programs that pass and that fail, in three languages at least', async () => {
      const submissions = await submissionsOf(dir);
      assert.ok(new Set(submissions.map(({ language }) => language)).size >= 3);
      for (const promised of ['AC', 'WA', 'TLE', 'RTE']) {
        assert.ok(
          submissions.some((submission) => submission.promised === promised),
          `none that gets ${promised}`,
        );
      }
    });
  });
}
