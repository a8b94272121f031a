import { randomUUID } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { inPages, type Open, range } from './contestant.ts';

export const bullmq: Open = async ({ port }, name = randomUUID()) => {
  const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };
  const queue = new Queue(name, { connection, defaultJobOptions: { removeOnComplete: true } });
  await queue.waitUntilReady();
  const data = { n: 1 };
  return {
    async addAwaited(count) {
      for (let n = 0; n < count; n++) await queue.add('job', data);
    },
    addUnawaited: (count) =>
      inPages(count, 1_000, (from, to) => Promise.all(range(from, to).map(() => queue.add('job', data)))),
    addBulk: (count) =>
      inPages(count, 1_000, (from, to) => queue.addBulk(range(from, to).map(() => ({ name: 'job', data })))),
    addOne: (id) => queue.add('job', data, { jobId: id }),
    async work(concurrency, onJob) {
      const handle = async (job: { id?: string }) => onJob(job.id ?? '');
      const worker = new Worker(name, handle, { connection, concurrency });
      worker.on('error', console.error);
      await worker.waitUntilReady();
      return { [Symbol.asyncDispose]: () => worker.close(true) };
    },
    async [Symbol.asyncDispose]() {
      await queue.close();
    },
  };
};
