import { makeData, writeData } from '../../lib/data.ts';
import { Random } from '../../lib/random.ts';

type Span = readonly [from: number, to: number];
const N = 12_000;
const LATEST = 1_000_000_000;
const random = new Random(303);

function garden(spans: readonly Span[]): string {
  return `${spans.length}\n${spans.map(([from, to]) => `${from} ${to}\n`).join('')}`;
}

function seedlings(count: number, latest: number, longest: number): Span[] {
  return Array.from({ length: count }, () => {
    const from = random.int(0, latest);
    return [from, Math.min(latest, from + random.int(0, longest))];
  });
}

/** From the end: the latest start of what is not yet watered is the best last round. */
function solve(input: string): string {
  const spans = input
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(' ').map(Number) as [number, number]);
  spans.sort((a, b) => b[0] - a[0]);
  let rounds = 0;
  let last = Number.POSITIVE_INFINITY;
  for (const [from, to] of spans) {
    if (to >= last) continue;
    rounds += 1;
    last = from;
  }
  return String(rounds);
}

const disjoint = Array.from({ length: N }, (_, i): Span => [i * 60_000, i * 60_000 + 30_000]);
const nested = Array.from({ length: N }, (_, i): Span => [i, LATEST - i]);
const stairs = Array.from({ length: N }, (_, i): Span => [i * 10, i * 10 + 95]);

export const data = makeData({
  samples: [
    garden([
      [2, 5],
      [4, 4],
      [1, 8],
      [7, 9],
      [9, 20],
    ]),
    garden([
      [3, 3],
      [1, 2],
      [4, 6],
    ]),
  ],
  secret: [
    ['one', garden([[0, 0]])],
    ['whole-time', garden([[0, LATEST]])],
    [
      'touching',
      garden([
        [1, 5],
        [5, 9],
        [9, 12],
        [12, 12],
      ]),
    ],
    [
      'long-one-hides-short-ones',
      garden([
        [0, 100],
        [1, 2],
        [5, 6],
        [90, 95],
        [6, 90],
      ]),
    ],
    ['same', garden(Array.from({ length: 500 }, (): Span => [7, 11]))],
    ['small', garden(seedlings(12, 30, 8))],
    ['moments', garden(seedlings(300, 100, 0))],
    ['crowded', garden(seedlings(2000, 3000, 40))],
    ['large-disjoint', garden(random.shuffle(disjoint))],
    ['large-nested', garden(random.shuffle(nested))],
    ['large-stairs', garden(random.shuffle(stairs))],
    ['large-short', garden(seedlings(N, LATEST, 50_000))],
    ['large-long', garden(seedlings(N, LATEST, LATEST))],
  ],
  solve,
});

if (import.meta.main) await writeData(import.meta.dirname, data);
