import { setTimeout as delay } from 'node:timers/promises';
import { startTestRedis } from '@gavel/test-support';
import type { Bench } from '../bench.ts';
import { measure, type Sample } from '../harness.ts';
import type { Contestant, Open, Server } from './contestant.ts';
import { contestants } from './contestants.ts';

const CONCURRENCIES = [1, 10, 100] as const;

/** Adding, draining and the way through an idle queue, side by side on one Redis, everything in one process. */
export const queue: Bench = {
  about: 'the queue, BullMQ and raw lists: jobs a second added, drained, worked while adding; idle start',
  plan: { rounds: 8, warmUp: 1 },
  metrics: {
    addAwaited: 'jobs a second, added one after the other',
    addUnawaited: 'jobs a second, added 1,000 at a time without waiting for each',
    addBulk: 'jobs a second, added 1,000 a call',
    ...Object.fromEntries(
      CONCURRENCIES.map((c) => [`drain${c}`, `jobs a second, drained at concurrency ${c}`]),
    ),
    ...Object.fromEntries(
      CONCURRENCIES.map((c) => [`work${c}`, `jobs a second, worked while adding, at ${c}`]),
    ),
    idleP50Us: 'µs from add to handler on an idle queue, 20 ms apart, p50',
    idleP99Us: 'the same, p99',
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
    found.addAwaited = await rate(2_000, () => one.addAwaited(2_000));
  });
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
  await on(async (one) => void Object.assign(found, await idleStart(one)));
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

async function idleStart(one: Contestant): Promise<Sample> {
  const times: number[] = [];
  let seen = Promise.withResolvers<void>();
  let sentAt = 0;
  await using _workers = await one.work(1, () => {
    times.push((performance.now() - sentAt) * 1_000);
    seen.resolve();
  });
  await delay(100);
  for (let n = 0; n < 100; n++) {
    seen = Promise.withResolvers<void>();
    sentAt = performance.now();
    await one.addOne(`idle-${n}`);
    await seen.promise;
    await delay(20);
  }
  const sorted = times.slice(10).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] as number;
  return { idleP50Us: at(0.5), idleP99Us: at(0.99) };
}

async function rate(count: number, work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (count / (performance.now() - began)) * 1_000;
}
