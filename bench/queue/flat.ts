import { startTestRedis } from '@gavel/test-support';
import { createClient } from 'redis';
import type { Bench } from '../bench.ts';
import { measure } from '../harness.ts';
import { gavel } from './gavel.ts';

const COUNT = 100_000;

/** Memory after each of ten times 100,000 jobs, all done: no round may need more than the first. */
export const queueFlat: Bench = {
  about: 'memory of Redis and of the worker while a million jobs of 1,000 tenants go through the queue',
  plan: { rounds: 10, warmUp: 0 },
  metrics: {
    redisKiB: 'memory used by Redis when all are done',
    redisKeys: 'keys left',
    heapMiB: 'heap of the worker',
    rate: 'jobs a second, worked while adding',
  },
  async run(plan) {
    const server = await startTestRedis('--appendonly', 'no');
    const admin = await createClient({ url: server.url }).connect();
    try {
      await using one = await gavel(1_000)(server);
      let left = 0;
      let done = Promise.withResolvers<void>();
      await using _workers = await one.work(100, () => {
        if (--left === 0) done.resolve();
      });
      const run = async () => {
        left = COUNT;
        done = Promise.withResolvers<void>();
        const began = performance.now();
        await Promise.all([one.addUnawaited(COUNT), done.promise]);
        const rate = (COUNT / (performance.now() - began)) * 1_000;
        const redisKiB = Number(/used_memory:(\d+)/.exec(await admin.info('memory'))?.[1]) / 1_024;
        return {
          redisKiB,
          redisKeys: await admin.dbSize(),
          heapMiB: process.memoryUsage().heapUsed / 2 ** 20,
          rate,
        };
      };
      return await measure({ gavel: run }, plan);
    } finally {
      admin.destroy();
      await server.stop();
    }
  },
};
