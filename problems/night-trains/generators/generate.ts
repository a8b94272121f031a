import { makeData, writeData } from '../../lib/data.ts';
import { Random } from '../../lib/random.ts';

type Line = readonly [from: number, to: number, first: number, every: number, ride: number];
const N = 3_000;
const M = 9_000;
const MAX = 1_000_000;
const random = new Random(606);

function network(stations: number, lines: readonly Line[]): string {
  return `${stations} ${lines.length}\n${lines.map((line) => `${line.join(' ')}\n`).join('')}`;
}

function randomLines(stations: number, count: number, max: number): Line[] {
  return Array.from({ length: count }, () => [
    random.int(1, stations),
    random.int(1, stations),
    random.int(0, max),
    random.int(1, max),
    random.int(1, max),
  ]);
}

/** One way through all stations, listed from its end: the worst order to look at the lines in. */
function chain(stations: number, line: (from: number) => Line): Line[] {
  return Array.from({ length: stations - 1 }, (_, i) => line(stations - 1 - i));
}

/** Reads the lines once a round until nothing gets earlier. */
function solve(input: string): string {
  const [n = 0, , ...numbers] = input.trim().split(/\s+/).map(Number);
  const earliest = new Array<number>(n + 1).fill(Number.POSITIVE_INFINITY);
  earliest[1] = 0;
  for (let changed = true; changed; ) {
    changed = false;
    for (let at = numbers.length - 5; at >= 0; at -= 5) {
      const [u, v, a, p, d] = numbers.slice(at, at + 5) as [number, number, number, number, number];
      const now = earliest[u] as number;
      if (now === Number.POSITIVE_INFINITY) continue;
      const arrival = a + Math.max(0, Math.ceil((now - a) / p)) * p + d;
      if (arrival >= (earliest[v] as number)) continue;
      earliest[v] = arrival;
      changed = true;
    }
  }
  const home = earliest[n] as number;
  return home === Number.POSITIVE_INFINITY ? 'never' : String(home);
}

/** Trains that leave a minute before one can be there: each wait is as long as it can be. */
const missed = chain(N, (from) => [from, from + 1, MAX - from, MAX, MAX]);
/** Ever shorter detours: a station is made earlier again and again by who takes them in a bad order. */
const detours = Array.from({ length: N - 2 }, (_, i): Line => [1, i + 2, i * 3, 1, (N - i) * 300]);

export const data = makeData({
  samples: [
    network(3, [
      [1, 3, 30, 60, 40],
      [1, 2, 5, 20, 10],
      [2, 3, 2, 20, 20],
    ]),
    network(3, [
      [1, 2, 0, 1, 1],
      [3, 2, 0, 1, 1],
    ]),
  ],
  secret: [
    ['already-home', network(1, [])],
    ['already-home-with-a-loop', network(1, [[1, 1, 5, 5, 5]])],
    ['no-lines', network(2, [])],
    ['first-minute', network(2, [[1, 2, 0, 7, 1]])],
    ['wait-for-the-first', network(2, [[1, 2, MAX, 3, 5]])],
    [
      'change-in-the-same-minute',
      network(3, [
        [1, 2, 3, 10, 4],
        [2, 3, 7, 1000, 5],
      ]),
    ],
    [
      'missed-by-a-minute',
      network(3, [
        [1, 2, 3, 10, 4],
        [2, 3, 6, 1000, 5],
      ]),
    ],
    [
      'slow-train-leaves-first',
      network(2, [
        [1, 2, 0, 50, 40],
        [1, 2, 10, 50, 10],
      ]),
    ],
    ['small', network(8, randomLines(8, 24, 20))],
    ['medium', network(200, randomLines(200, 700, 1000))],
    ['large', network(N, randomLines(N, M, MAX))],
    ['large-few-stations', network(30, randomLines(30, M, MAX))],
    [
      'large-chain',
      network(N, [...chain(N, (from) => [from, from + 1, 0, 1, MAX]), ...randomLines(N / 3, M - N, MAX)]),
    ],
    ['large-missed', network(N, missed)],
    ['large-detours', network(N, [...detours, ...chain(N, (from) => [from, from + 1, 0, 2, 1]).reverse()])],
    ['large-never', network(N, randomLines(N - 1, M, MAX))],
  ],
  solve,
});

if (import.meta.main) await writeData(import.meta.dirname, data);
