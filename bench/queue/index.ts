import { startTestRedis } from '@gavel/test-support';
import type { Bench } from '../bench.ts';
import { measure, type Sample } from '../harness.ts';
import type { Contestant, Open, Server } from './contestant.ts';
import { contestants } from './contestants.ts';

const CONCURRENCIES = [1, 10, 100] as const;

/** Adding and draining, side by side on one Redis, everything in one process. */
export const queue: Bench = {
  about: 'the queue, BullMQ and raw lists: jobs a second added, drained, worked while adding',
  plan: { rounds: 8, warmUp: 1 },
  metrics: {
    addUnawaited: 'jobs a second, added 1,000 at a time without waiting for each',
    addBulk: 'jobs a second, added 1,000 a call',
    ...Object.fromEntries(
      CONCURRENCIES.map((c) => [`drain${c}`, `jobs a second, drained at concurrency ${c}`]),
    ),
    ...Object.fromEntries(
      CONCURRENCIES.map((c) => [`work${c}`, `jobs a second, worked while adding, at ${c}`]),
    ),
  },
  async run(plan) {
    const server = await startTestRedis('--appendonly', 'no');
    try {
      const runs = Object.entries(contestants).map(
        ([name, open]) => [name, () => sample(open, server)] as const,
      );
      return await measure(Object.fromEntries(runs), plan);
    } finally {
      await server.stop();
    }
  },
};

async function sample(open: Open, server: Server): Promise<Sample> {
  const found: Record<string, number> = {};
  const on = async (part: (contestant: Contestant) => Promise<void>) => {
    await using contestant = await open(server);
    await part(contestant);
  };
  await on(async (one) => {
    found.addUnawaited = await rate(8_000, () => one.addUnawaited(8_000));
  });
  await on(async (one) => {
    found.addBulk = await rate(20_000, () => one.addBulk(20_000));
  });
  for (const concurrency of CONCURRENCIES) {
    const count = concurrency === 1 ? 2_000 : 8_000;
    await on(async (one) => {
      await one.addBulk(count);
      found[`drain${concurrency}`] = await rate(count, () => drained(one, concurrency, count));
    });
    await on(async (one) => {
      const both = () => Promise.all([drained(one, concurrency, count), one.addUnawaited(count)]);
      found[`work${concurrency}`] = await rate(count, both);
    });
  }
  return found;
}

async function drained(one: Contestant, concurrency: number, count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let seen = 0;
  await using _workers = await one.work(concurrency, () => {
    if (++seen === count) resolve();
  });
  await promise;
}

async function rate(count: number, work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (count / (performance.now() - began)) * 1_000;
}
