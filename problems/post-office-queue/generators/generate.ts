import { makeData, writeData } from '../../lib/data.ts';
import { Random } from '../../lib/random.ts';

type Event = readonly [kind: 'leave' | 'back' | 'ahead', ticket: number];
const N = 1_000_000;
const Q = 15_000;
const random = new Random(707);

function line(people: number, events: readonly Event[]): string {
  return `${people} ${events.length}\n${events.map(([kind, ticket]) => `${kind} ${ticket}\n`).join('')}`;
}

/** Weights say how often each kind comes; tickets are drawn from those still there, up to `highest`. */
function busy(people: number, count: number, weights: string, highest = people): Event[] {
  const kinds = { l: 'leave', b: 'back', a: 'ahead' } as const;
  const gone = new Set<number>();
  const events: Event[] = [];
  while (events.length < count) {
    const ticket = random.int(1, highest);
    if (gone.has(ticket)) continue;
    const kind = kinds[random.pick([...weights]) as keyof typeof kinds];
    if (kind === 'leave') {
      if (gone.size === highest - 1) continue;
      gone.add(ticket);
    }
    events.push([kind, ticket]);
  }
  // At least one question, of somebody who is still there.
  const there = Array.from({ length: highest }, (_, i) => i + 1).find((ticket) => !gone.has(ticket));
  events.push(['ahead', there as number]);
  return events;
}

/** A tree of counts over places; place n + i is where the i-th `back` goes. Empty places are what is counted. */
function solve(input: string): string {
  const [head = '', ...lines] = input.trim().split('\n');
  const [n, q] = head.split(' ').map(Number) as [number, number];
  const empty = new Int32Array(n + q + 2);
  const place = new Map<number, number>();
  let end = n;
  const answers: number[] = [];
  const vacate = (at: number) => {
    for (let i = at; i < empty.length; i += i & -i) empty[i] = (empty[i] as number) + 1;
  };
  for (const [kind, ticket] of lines.map((text) => text.split(' '))) {
    const t = Number(ticket);
    const at = place.get(t) ?? t;
    if (kind === 'ahead') {
      let before = at - 1;
      for (let i = at - 1; i > 0; i -= i & -i) before -= empty[i] as number;
      answers.push(before);
      continue;
    }
    vacate(at);
    if (kind === 'back') place.set(t, ++end);
  }
  return answers.join('\n');
}

const everybodyBack = Array.from({ length: Q / 2 }, (_, i): Event[] => [
  ['back', i + 1],
  ['ahead', random.int(1, Q)],
]).flat();
const fromTheFront = Array.from({ length: Q / 2 }, (_, i): Event[] => [
  ['leave', i + 1],
  ['ahead', N - i],
]).flat();

export const data = makeData({
  samples: [
    line(5, [
      ['ahead', 4],
      ['back', 2],
      ['ahead', 2],
      ['leave', 3],
      ['ahead', 4],
      ['ahead', 2],
    ]),
    line(1, [
      ['back', 1],
      ['ahead', 1],
    ]),
  ],
  secret: [
    ['one', line(1, [['ahead', 1]])],
    ['only-questions', line(1000, busy(1000, 200, 'a'))],
    [
      'back-and-back-again',
      line(
        3,
        Array.from({ length: 100 }, (_, i): Event => [i % 4 === 3 ? 'ahead' : 'back', (i % 3) + 1]),
      ),
    ],
    ['small', line(10, busy(10, 50, 'bbaaal'))],
    ['all-but-one-leave', line(500, busy(500, 1200, 'lla'))],
    ['medium', line(3000, busy(3000, 3000, 'lba'))],
    ['few-people', line(50, busy(50, Q - 1, 'ba'))],
    ['large-front-leaves', line(N, fromTheFront)],
    ['large-everybody-back', line(Q, everybodyBack)],
    [
      'large-far-end',
      line(
        N,
        busy(N, Q - 1, 'baa').map(([kind, t]) => [kind, N + 1 - Math.ceil(t / 50)] as const),
      ),
    ],
    ['large', line(N, busy(N, Q - 1, 'lba'))],
    ['large-mostly-back', line(N, busy(N, Q - 1, 'bbbbbal', 5000))],
    ['large-questions', line(N, busy(N, Q - 1, 'aaaab'))],
  ],
  solve,
});

if (import.meta.main) await writeData(import.meta.dirname, data);
