import { makeData, writeData } from '../../lib/data.ts';
import { Random } from '../../lib/random.ts';

const N = 16_000;
const COINS = 1_000_000_000;
const random = new Random(505);

function season(r: number, s: number, days: readonly number[]): string {
  return `${days.length} ${r} ${s}\n${days.join(' ')}\n`;
}

/**
 * `free[i]`: the most after `i` days with nothing owed to the wrists. A stretch ends before day `e` and is paid
 * off at `e + s`; the best start of it is the front of a queue with falling `free[j] - sum[j]`.
 */
function solve(input: string): string {
  const [n = 0, r = 0, s = 0, ...days] = input.trim().split(/\s+/).map(Number);
  const sum = [0];
  for (const coins of days) sum.push((sum.at(-1) as number) + coins);
  const free = new Array<number>(n + s + 1).fill(0);
  const value = (j: number) => (free[j] as number) - (sum[j] as number);
  const starts: number[] = [];
  let front = 0;
  for (let i = 1; i <= n + s; i += 1) {
    free[i] = free[i - 1] as number;
    const end = i - s;
    if (end < 1) continue;
    while (starts.length > front && value(starts.at(-1) as number) <= value(end - 1)) starts.pop();
    starts.push(end - 1);
    while ((starts[front] as number) < end - r) front += 1;
    free[i] = Math.max(free[i] as number, value(starts[front] as number) + (sum[end] as number));
  }
  return String(free[n + s]);
}

const waves = Array.from({ length: N }, (_, i) => Math.round(Math.sin(i / 40) * 1000) * 900_000);
const alternating = Array.from({ length: N }, (_, i) => (i % 2 === 0 ? COINS : 1 - COINS));

export const data = makeData({
  samples: [season(2, 1, [4, 5, 1, 6, 2]), season(2, 2, [1, -3, 8, 2, 3, 7])],
  secret: [
    ['one-day', season(1, 1, [5])],
    ['one-bad-day', season(1, 1, [-5])],
    ['only-bad-days', season(3, 2, [-1, -2, -3, -1, -9])],
    ['rest-longer-than-left', season(1, 5, [3, 1, 4, 1, 5])],
    ['no-limit', season(6, 1, [7, 7, -1, 7, 7, 7])],
    ['bridge-a-bad-day', season(5, 3, [6, -2, 6, -9, -9, 8])],
    ['last-rest-is-free', season(2, 4, [1, 1, 1, 1, 9, 9])],
    ['zeroes', season(2, 3, random.ints(50, 0, 0))],
    ['small', season(3, 2, random.ints(20, -10, 20))],
    ['medium', season(17, 5, random.ints(2000, -1000, 1000))],
    ['large-all-good', season(N, 1, new Array<number>(N).fill(COINS))],
    ['large-half', season(N / 2, 3, random.ints(N, -COINS, COINS))],
    ['large-single-days', season(1, 1, random.ints(N, 1, COINS))],
    ['large-long-rests', season(10, N / 2, random.ints(N, -COINS, COINS))],
    ['large-waves', season(100, 60, waves)],
    ['large-alternating', season(N / 4, 7, alternating)],
  ],
  solve,
});

if (import.meta.main) await writeData(import.meta.dirname, data);
