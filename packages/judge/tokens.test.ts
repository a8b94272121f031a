import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { TestFiles } from './test-support.ts';
import { sameTokens } from './tokens.ts';

describe('sameTokens', () => {
  let files: TestFiles;
  before(async () => {
    files = await TestFiles.make();
  });
  after(() => files[Symbol.asyncDispose]());

  const compare = async (a: string | Uint8Array, b: string | Uint8Array) =>
    sameTokens(await files.write('a', a), await files.write('b', b));

  const cases: [string, string, boolean][] = [
    ['', '', true],
    ['', ' \n\t\r\v\f', true],
    ['1 2 3\n', '1\n2\n3', true],
    ['  1\r\n2 ', '1 2', true],
    ['1', '1\n', true],
    ['12', '1 2', false],
    ['1 2', '1 2 3', false],
    ['1 2 3', '1 2', false],
    ['Yes', 'yes', false],
    ['01', '1', false],
    ['1\0', '1', false],
    ['\0 a', '\0\na', true],
    ['a\u00a0b', 'a b', false],
  ];
  for (const [a, b, same] of cases)
    test(`${JSON.stringify(a)} ${same ? 'equals' : 'differs from'} ${JSON.stringify(b)}`, async () => {
      assert.equal(await compare(a, b), same);
      assert.equal(await compare(b, a), same);
    });

  test('agrees with a plain model, also across the borders of what is read at once', async () => {
    const piece = fc.oneof(
      fc.constantFrom('a', 'b', 'ab', ' ', '\n', '\r\n', '\t', '\0'),
      fc
        .tuple(fc.constantFrom('x', ' '), fc.constantFrom(65_536, 131_072), fc.integer({ min: -12, max: 8 }))
        .map(([character, border, beside]) => character.repeat(border + beside)),
    );
    const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    const tokens = (content: string) => content.split(/[ \t\n\v\f\r]+/).filter(Boolean);
    const respaced = text.map((content) => tokens(content).join('\n'));
    const pair = fc.oneof(
      fc.tuple(text, text),
      text.chain((a) => fc.tuple(fc.constant(a), respaced)),
    );
    await fc.assert(
      fc.asyncProperty(pair, async ([a, b]) => {
        assert.equal(await compare(a, b), JSON.stringify(tokens(a)) === JSON.stringify(tokens(b)));
        assert.equal(await compare(a, tokens(a).join('\r\n')), true);
      }),
      { numRuns: 60 },
    );
  });

  test('a token of 80 MB needs no memory of that size', async () => {
    const sparse = async (name: string, tail: string) => {
      const path = join(files.folder, name);
      await using file = await open(path, 'w');
      await file.truncate(80_000_000);
      await file.write(tail, 80_000_000);
      return path;
    };
    const before = process.memoryUsage().rss;
    assert.equal(await sameTokens(await sparse('big-a', ' end'), await sparse('big-b', '\nend\n')), true);
    assert.equal(await sameTokens(join(files.folder, 'big-a'), await sparse('big-b', '\nand')), false);
    assert.ok(process.memoryUsage().rss - before < 60_000_000, 'the files were held in memory');
  });
});
