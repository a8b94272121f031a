import { makeData, writeData } from '../../lib/data.ts';
import { Random } from '../../lib/random.ts';

const MAX = 10n ** 18n;
const random = new Random(101);

function line(a: bigint, b: bigint, k: bigint): string {
  return `${a} ${b} ${k}\n`;
}

function randomLine(limit: bigint, longest: bigint): string {
  const [x, y] = [random.big(0n, limit), random.big(0n, limit)];
  const [a, b] = x < y ? [x, y] : [y, x];
  return line(a, b, random.big(1n, longest));
}

function solve(input: string): string {
  const [a, b, k] = input.trim().split(' ').map(BigInt) as [bigint, bigint, bigint];
  return String(b / k - (a === 0n ? -1n : (a - 1n) / k));
}

export const data = makeData({
  samples: [line(10n, 20n, 3n), line(0n, 6n, 7n)],
  secret: [
    ['nothing', line(0n, 0n, 1n)],
    ['between-two-flashes', line(8n, 13n, 7n)],
    ['both-ends', line(14n, 28n, 7n)],
    ['one-moment-dark', line(15n, 15n, 7n)],
    ['one-moment-lit', line(14n, 14n, 7n)],
    ['small', randomLine(1000n, 10n)],
    ['past-32-bits', randomLine(10n ** 11n, 3n)],
    ['every-second', line(0n, MAX, 1n)],
    ['past-53-bits', line(1n, MAX - 1n, 2n)],
    ['longest-pause', line(1n, MAX, MAX)],
    ['large', randomLine(MAX, 10n)],
    ['large-pause', randomLine(MAX, 10n ** 9n)],
  ],
  solve,
});

if (import.meta.main) await writeData(import.meta.dirname, data);
