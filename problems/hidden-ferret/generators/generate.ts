import { makeData, writeData } from '../../lib/data.ts';
import { Random } from '../../lib/random.ts';

const MAX = 10n ** 12n;
const random = new Random(1010);

/** What the interactor reads; the submission is told the first number only. */
const hidden = (burrows: bigint, ferret: bigint) => `${burrows} ${ferret}\n`;

export const data = makeData({
  samples: [hidden(10n, 7n)],
  secret: [
    ['one-burrow', hidden(1n, 1n)],
    ['two-burrows', hidden(2n, 2n)],
    ['as-many-as-calls', hidden(50n, 50n)],
    ['more-than-calls', hidden(100n, 98n)],
    ['large-first', hidden(MAX, 1n)],
    ['large-last', hidden(MAX, MAX)],
    ['past-32-bits', hidden(1n << 33n, (1n << 32n) + 5n)],
    ['large-one', hidden(MAX, random.big(1n, MAX))],
    ['large-two', hidden(MAX - 1n, random.big(MAX / 2n, MAX - 1n))],
  ],
  /** Nothing is compared with it, but every test has an answer. */
  solve: (input) => input.trim().split(' ')[1] as string,
});

if (import.meta.main) await writeData(import.meta.dirname, data);
