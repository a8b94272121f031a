import { setTimeout as delay } from 'node:timers/promises';
import { Consumer, Queue, type QueueOptions } from '@gavel/queue';
import { RedisLink } from '@gavel/redis-link';

/** What the record has of each attempt; `at` in milliseconds since 1970. */
export interface Start {
  readonly id: string;
  readonly attempt: number;
  readonly pid: number;
  readonly at: number;
}

// A worker that `kills.test.ts` kills. The record is guarded by the attempt, as the row of a submission is in Postgres.
const options = JSON.parse(process.argv[2] as string) as QueueOptions;
const FINISH = `
if (redis.call('HGET', 'attempts', ARGV[1]) or '0') ~= ARGV[2] or redis.call('HEXISTS', 'ends', ARGV[1]) == 1 then return 0 end
redis.call('HSET', 'ended-by', ARGV[1], ARGV[2])
return redis.call('HINCRBY', 'ends', ARGV[1], 1)`;

const record = new RedisLink({
  ...{ url: options.url, timeoutMs: 5_000, onError: console.error },
  unavailable: () => new Error('away'),
  closed: () => new Error('closed'),
});
const consumer = new Consumer({
  queue: new Queue(options),
  workerId: `worker-${process.pid}`,
  slots: 4,
  onError: console.error,
  handle: async (job) => {
    const start: Start = { id: job.id, attempt: job.attempt, pid: process.pid, at: Date.now() };
    await record.run((client) => client.hSet('attempts', job.id, job.attempt));
    await record.run((client) => client.rPush('starts', JSON.stringify(start)));
    await delay(Math.random() * 40);
    const parameters = { keys: ['ends'], arguments: [job.id, String(job.attempt)] };
    await record.run((client) => client.eval(FINISH, parameters));
    await job.ack();
  },
});
consumer.start();
process.send?.('ready');
process.once('disconnect', () => process.exit());
