import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { sameOutput } from './output.ts';
import { TestFiles } from './test-support.ts';

const rules = {
  kind: 'tokens',
  spaceSensitive: false,
  absoluteTolerance: null,
  relativeTolerance: null,
} as const;

describe('sameOutput', () => {
  let files: TestFiles;
  before(async () => {
    files = await TestFiles.make();
  });
  after(() => files[Symbol.asyncDispose]());

  const compare = async (output: string, answer: string, more: Partial<typeof rules> | object) =>
    sameOutput(await files.write('output', output), await files.write('answer', answer), {
      ...rules,
      ...more,
    });

  const cases: [string, string, object, boolean][] = [
    ['1.0000001', '1', { absoluteTolerance: 1e-6 }, true],
    ['1.00001', '1', { absoluteTolerance: 1e-6 }, false],
    ['1000.5', '1000', { absoluteTolerance: 1e-6 }, false],
    ['1000.5', '1000', { relativeTolerance: 1e-3 }, true],
    ['1001.5', '1000', { relativeTolerance: 1e-3 }, false],
    ['0.0005', '0', { relativeTolerance: 1e-3 }, false],
    ['0.0005', '0', { relativeTolerance: 1e-3, absoluteTolerance: 1e-3 }, true],
    ['-1e3', '-1000', { absoluteTolerance: 0 }, true],
    ['.5 yes', '0.5\nyes', { absoluteTolerance: 0 }, true],
    ['0.5 Yes', '0.5\nyes', { absoluteTolerance: 1 }, false],
    ['nan', '1', { absoluteTolerance: 1 }, false],
    ['NaN', 'NaN', { absoluteTolerance: 1 }, true],
    ['Infinity', '1', { relativeTolerance: 1 }, false],
    ['1e999', '1', { relativeTolerance: 1, absoluteTolerance: 1 }, false],
    [`0.${'3'.repeat(500)}`, '0.33333333333333333333', { absoluteTolerance: 1e-9 }, true],
    ['0x10', '16', { absoluteTolerance: 1 }, false],
    ['1 2', '1', { absoluteTolerance: 1 }, false],
    ['1', '1 2', { absoluteTolerance: 1 }, false],
    ['', '', { absoluteTolerance: 1 }, true],
    ['1 2\n', '1  2\n', { spaceSensitive: true }, false],
    ['1 2\n', '1 2', { spaceSensitive: true }, false],
    ['1 2\n', '1 2\n', { spaceSensitive: true }, true],
    ['1 2.01\n', '1 2\n', { spaceSensitive: true, absoluteTolerance: 0.1 }, true],
    ['é', 'e', { spaceSensitive: true }, false],
    [`${'1'.repeat(300_000)}x`, '1', { absoluteTolerance: 1 }, false],
  ];
  for (const [output, answer, more, same] of cases) {
    const shown = JSON.stringify(output.slice(0, 20));
    test(`${shown} ${same ? 'is' : 'is not'} ${JSON.stringify(answer)} by ${JSON.stringify(more)}`, async () => {
      assert.equal(await compare(output, answer, more), same);
    });
  }

  test('agrees with a plain model, also across the borders of what is read at once', async () => {
    const piece = fc.oneof(
      fc.constantFrom('1', '1.05', '2', 'a', ' ', '\n', '  '),
      fc
        .tuple(fc.constantFrom('x', ' '), fc.integer({ min: -3, max: 3 }))
        .map(([character, beside]) => character.repeat(65_536 + beside)),
    );
    const text = fc.array(piece, { maxLength: 6 }).map((all) => all.join(''));
    const split = (content: string, spaces: boolean) => content.match(spaces ? /\s+|\S+/g : /\S+/g) ?? [];
    const near = (a: string, b: string) =>
      a === b || (/^[\d.]+$/.test(a) && /^[\d.]+$/.test(b) && Math.abs(Number(a) - Number(b)) <= 0.1);
    await fc.assert(
      fc.asyncProperty(text, text, fc.boolean(), fc.boolean(), async (a, b, spaceSensitive, twin) => {
        const answer = twin ? a.replaceAll('1.05', '1') : b;
        const [outputs, answers] = [split(a, spaceSensitive), split(answer, spaceSensitive)];
        const same =
          outputs.length === answers.length && outputs.every((one, at) => near(one, answers[at] as string));
        assert.equal(await compare(a, answer, { spaceSensitive, absoluteTolerance: 0.1 }), same);
      }),
      { numRuns: 100 },
    );
  });
});
