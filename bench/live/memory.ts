import type { Bench } from '../bench.ts';
import type { Measured } from '../harness.ts';
import { kinds, Rivals } from './rivals.ts';

/** While the first connect, the part of the heap for what is young grows, once and in steps; the rest is what one more costs. */
const FIRST = 4_000;
const MORE = 4_000;
const CHANNELS = ['all', 'user:me'];

export const liveMemory: Bench = {
  about: 'memory of a server for each idle connection past the first 4,000',
  plan: { rounds: 3, warmUp: 0 },
  metrics: {
    idleKiB: 'resident memory for one connection more',
    usedKiB: 'of it what is in use: of the heap and outside',
  },
  async run({ rounds }) {
    const measured: Measured = {};
    for (let round = 0; round < rounds; round++) {
      for (const channel of CHANNELS) {
        await using rivals = await Rivals.start();
        for (const kind of kinds) {
          await rivals.connect(kind, numbers(0, FIRST), channel);
          const before = { rss: await rivals.rssKiB(kind), used: await rivals.heapKiB(kind) };
          await rivals.connect(kind, numbers(FIRST, MORE), channel);
          const idleKiB = ((await rivals.rssKiB(kind)) - before.rss) / MORE;
          const usedKiB = ((await rivals.heapKiB(kind)) - before.used) / MORE;
          const name = kind === 'gavel' ? `${kind} ${channel}` : kind;
          measured[name] = [...(measured[name] ?? []), { idleKiB, usedKiB }];
        }
      }
    }
    return measured;
  },
};

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
