import { randomUUID } from 'node:crypto';
import { startTestRedis } from '@gavel/test-support';
import { Queue } from './queue.ts';
import type { QueueOptions } from './types.ts';

/** A Redis of its own, and queues on it for which only as much time passes as a test says. */
export async function openTestQueues() {
  const redis = await startTestRedis();
  const clock = { now: 1_000_000 };
  const open: Queue[] = [];
  return {
    ...{ redis, clock },
    newQueue(options: Partial<QueueOptions> = {}): Queue {
      const own = { url: redis.url, name: randomUUID(), timeoutMs: 10_000, now: () => clock.now };
      const queue = new Queue({ ...own, ...options });
      open.push(queue);
      return queue;
    },
    async close() {
      for (const queue of open) queue.close();
      await redis.stop();
    },
  };
}
