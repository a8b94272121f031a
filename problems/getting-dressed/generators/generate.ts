import { makeData, writeData } from '../../lib/data.ts';
import { Random } from '../../lib/random.ts';

type Rule = readonly [before: number, after: number];

const MAX = 20_000;
const random = new Random(909);

const wardrobe = (pieces: number, rules: readonly Rule[]) =>
  `${[[pieces, rules.length], ...rules].map((line) => line.join(' ')).join('\n')}\n`;

/** Numbers from 1 in a random order, so that nothing can be read off them. */
const shuffled = (count: number) => random.shuffle(Array.from({ length: count }, (_, at) => at + 1));

/** Rules that the given order keeps. */
function kept(order: readonly number[], count: number): Rule[] {
  return Array.from({ length: count }, () => {
    const [a, b] = [random.int(0, order.length - 1), random.int(0, order.length - 2)];
    const other = b >= a ? b + 1 : b;
    return [order[Math.min(a, other)] as number, order[Math.max(a, other)] as number] as const;
  });
}

/** Each piece right after the one before it. */
const chain = (order: readonly number[]): Rule[] =>
  order.slice(1).map((piece, at) => [order[at] as number, piece] as const);

function spoilt(order: readonly number[]): Rule[] {
  const rules = chain(order);
  const [late, early] = [order.at(-3) as number, order.at(-9) as number];
  return random.shuffle([...rules, [late, early]]);
}

/** Takes whatever is free; one of many right answers, which the checker does not compare with. */
function solve(input: string): string {
  const [[pieces = 0] = [], ...rules] = input
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
  const after = Array.from({ length: pieces + 1 }, (): number[] => []);
  const waits = Array<number>(pieces + 1).fill(0);
  for (const [a = 0, b = 0] of rules) {
    after[a]?.push(b);
    waits[b] = (waits[b] ?? 0) + 1;
  }
  const order = waits.flatMap((count, piece) => (piece > 0 && count === 0 ? [piece] : []));
  for (const piece of order) {
    for (const next of after[piece] ?? []) {
      waits[next] = (waits[next] ?? 0) - 1;
      if (waits[next] === 0) order.push(next);
    }
  }
  return order.length === pieces ? order.join(' ') : 'impossible';
}

const long = shuffled(MAX);

export const data = makeData({
  samples: [
    wardrobe(4, [
      [3, 2],
      [1, 2],
      [2, 4],
    ]),
    wardrobe(3, [
      [1, 2],
      [2, 3],
      [3, 1],
    ]),
  ],
  secret: [
    ['one-piece', wardrobe(1, [])],
    ['before-itself', wardrobe(2, [[2, 2]])],
    ['no-rules', wardrobe(9, [])],
    [
      'twice',
      wardrobe(3, [
        [3, 1],
        [3, 1],
        [1, 2],
      ]),
    ],
    ['small', wardrobe(12, kept(shuffled(12), 25))],
    ['small-loop', wardrobe(12, spoilt(shuffled(12)))],
    ['large-free', wardrobe(MAX, kept(shuffled(MAX), 9_000))],
    ['large', wardrobe(MAX, kept(shuffled(MAX), MAX))],
    ['large-chain', wardrobe(MAX, random.shuffle(chain(long)))],
    ['large-loop', wardrobe(MAX, spoilt(long))],
  ],
  solve,
});

if (import.meta.main) await writeData(import.meta.dirname, data);
