import { open } from 'node:fs/promises';
import type { Comparison, TokenComparison } from '@gavel/contract';
import { sameTokens } from './tokens.ts';

/**
 * Whether an output is the answer. Without rules of its own a problem has its tokens compared byte by byte. Case counts
 * always.
 */
export async function sameOutput(
  outputPath: string,
  answerPath: string,
  rules?: Comparison,
): Promise<boolean> {
  if (rules?.kind !== 'tokens' || isPlain(rules)) return sameTokens(outputPath, answerPath);
  // Most outputs are the answer to the letter, and that is seen ten times faster.
  if (!rules.spaceSensitive && (await sameTokens(outputPath, answerPath))) return true;
  const [outputs, answers] = [
    pieces(outputPath, rules.spaceSensitive),
    pieces(answerPath, rules.spaceSensitive),
  ];
  try {
    for (;;) {
      const [output, answer] = [await outputs.next(), await answers.next()];
      if (output.done || answer.done) return output.done === answer.done;
      if (output.value !== answer.value && !isNear(output.value, answer.value, rules)) return false;
    }
  } finally {
    await outputs.return();
    await answers.return();
  }
}

const isPlain = ({ spaceSensitive, absoluteTolerance, relativeTolerance }: TokenComparison) =>
  !spaceSensitive && absoluteTolerance === null && relativeTolerance === null;

/** As numbers are written; what else JavaScript would take for one (0x10, Infinity, nothing) is none. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** Either tolerance is enough; the relative one is of the answer. */
function isNear(output: string, answer: string, rules: TokenComparison): boolean {
  if (!NUMBER.test(answer) || !NUMBER.test(output)) return false;
  const [is, should] = [Number(output), Number(answer)];
  const off = Math.abs(is - should);
  return off <= (rules.absoluteTolerance ?? -1) || off <= (rules.relativeTolerance ?? -1) * Math.abs(should);
}

/**
 * The tokens of a file, `withSpaces` also what is between them, as Latin-1: no bytes that differ are the same then. One is
 * held in memory at a time, whatever its length.
 */
async function* pieces(path: string, withSpaces: boolean): AsyncGenerator<string, void> {
  await using file = await open(path);
  let piece = '';
  let isSpace = false;
  for await (const chunk of file.createReadStream({ encoding: 'latin1', autoClose: false })) {
    for (const run of (chunk as string).match(/[ \t-\r]+|[^ \t-\r]+/g) ?? []) {
      const isSpaceNow = /^[ \t-\r]/.test(run);
      if (piece !== '' && isSpaceNow !== isSpace) {
        if (!isSpace || withSpaces) yield piece;
        piece = '';
      }
      piece += run;
      isSpace = isSpaceNow;
    }
  }
  if (piece !== '' && (!isSpace || withSpaces)) yield piece;
}
