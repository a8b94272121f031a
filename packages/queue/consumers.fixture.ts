import { randomUUID } from 'node:crypto';
import { startTestRedis, until } from '@gavel/test-support';
import { createClient } from 'redis';
import { Consumer, type ConsumerOptions } from './consumer.ts';
import { Queue } from './queue.ts';
import type { NewJob, QueueOptions } from './types.ts';

export const job = (id: string): NewJob => ({ id, tenant: 'ann', class: 'practice', payload: '{}' });

export const drained = (queue: Queue) =>
  until('all done', async () => {
    const { waiting, running } = await queue.stats();
    return waiting + running === 0;
  });

/** A Redis of its own, and consumers of queues on it, which end with it. */
export async function openTestConsumers() {
  const redis = await startTestRedis('--appendfsync', 'always');
  const ends: (() => Promise<void> | void)[] = [() => redis.stop()];

  function newQueue(options: Partial<QueueOptions> = {}): Queue {
    const own = { url: redis.url, name: randomUUID(), retryBaseMs: 1, timeoutMs: 10_000 };
    const queue = new Queue({ ...own, ...options });
    ends.push(() => queue.close());
    return queue;
  }

  function consume(
    queue: Queue,
    handle: ConsumerOptions['handle'],
    more: Partial<ConsumerOptions> = {},
  ): Consumer {
    const workerId = `w-${randomUUID()}`;
    const consumer = new Consumer({ queue, workerId, slots: 2, handle, onError: () => {}, ...more });
    consumer.start();
    ends.push(() => consumer.stop(0));
    return consumer;
  }

  /** On another Redis, with nobody else there. `idle` resolves when so many consumers wait at the bell. */
  async function quietQueue(options: Partial<QueueOptions> = {}) {
    const own = await startTestRedis();
    ends.push(() => own.stop());
    const client = await createClient({ url: own.url }).connect();
    ends.push(() => client.destroy());
    const queue = newQueue({ url: own.url, leaseMs: 60_000, ...options });
    const waiting = async () => (await client.clientList()).filter(({ flags }) => flags.includes('b')).length;
    const idle = (count: number) => until(`${count} wait`, async () => (await waiting()) === count);
    return { queue, idle };
  }

  async function close(): Promise<void> {
    for (const end of ends.reverse()) await end();
  }

  return { redis, newQueue, consume, quietQueue, close };
}
