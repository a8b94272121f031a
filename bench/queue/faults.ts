import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Consumer, Queue } from '@gavel/queue';
import { startTestRedis, type TestRedis, until } from '@gavel/test-support';
import type { Bench } from '../bench.ts';
import { type Measured, measure, type Plan, type Sample } from '../harness.ts';
import { kill } from './processes.ts';

export const queueFaults: Bench = {
  about: 'the queue: a killed worker’s job runs again; back at work after Redis was away for 1 and 10 s',
  plan: { rounds: 6, warmUp: 0 },
  metrics: {
    killedMs: 'ms from SIGKILL of a worker to its job in another that lived',
    aloneMs: 'the same when it was the only one: another starts 2 s after the kill',
    away1Ms: 'ms from the return of Redis to the next job done, after 1 s away',
    away10Ms: 'the same, after 10 s',
  },
  run: (plan) =>
    onRedis(plan, async (server) => ({
      killedMs: await killed(server, 0),
      aloneMs: await killed(server, 2_000),
      away1Ms: await away(server, 1_000),
      away10Ms: await away(server, 10_000),
    })),
};

/** Apart, since each round takes more than a minute. */
export const queueAway: Bench = {
  about: 'the queue: back at work after Redis was away for a minute',
  plan: { rounds: 4, warmUp: 0 },
  metrics: { away60Ms: 'ms from the return of Redis to the next job done, after 60 s away' },
  run: (plan) => onRedis(plan, async (server) => ({ away60Ms: await away(server, 60_000) })),
};

async function onRedis(plan: Plan, sample: (server: TestRedis) => Promise<Sample>): Promise<Measured> {
  const server = await startTestRedis();
  try {
    return await measure({ gavel: () => sample(server) }, plan);
  } finally {
    await server.stop();
  }
}

/** The next worker lives already, or starts so long after the kill. */
async function killed({ url }: TestRedis, nextAfterMs: number): Promise<number> {
  await using one = open(url);
  const child = fork(new URL('hang.ts', import.meta.url), [url, one.queue.options.name]);
  await one.add();
  await once(child, 'message');
  if (nextAfterMs === 0) {
    one.consumer.start();
    await until('both live', async () => (await one.queue.stats()).workers.length === 2);
  }
  const began = performance.now();
  await kill(child);
  await delay(nextAfterMs);
  one.consumer.start();
  await one.done;
  return performance.now() - began;
}

async function away(server: TestRedis, ms: number): Promise<number> {
  await using one = open(server.url);
  one.consumer.start();
  await until('it works', async () => (await one.queue.stats()).workers.length === 1);
  await server.kill();
  await delay(ms);
  await server.start();
  const began = performance.now();
  // Not known to have failed: it may have been added.
  while (!(await one.add().catch(() => false))) await delay(20);
  await one.done;
  return performance.now() - began;
}

function open(url: string) {
  const queue = new Queue({ url, name: randomUUID() });
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const consumer = new Consumer({
    ...{ queue, workerId: 'lives', slots: 1, onError: () => {} },
    handle: async () => resolve(),
  });
  return {
    ...{ queue, consumer, done },
    async add() {
      await queue.add({ id: 'job', tenant: 'ann', class: 'practice', payload: '{}' });
      return true;
    },
    async [Symbol.asyncDispose]() {
      await consumer.stop();
      queue.close();
    },
  };
}
