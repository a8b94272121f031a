import { randomUUID } from 'node:crypto';
import { Consumer, type NewJob, Queue } from '@gavel/queue';
import { type Contestant, inPages, type Open, range } from './contestant.ts';

/** Fair, idempotent, with places in line: there is no switch to turn that off. */
export const gavel =
  (tenants: number): Open =>
  async ({ url }, name = randomUUID()): Promise<Contestant> => {
    const queue = new Queue({ url, name, timeoutMs: 60_000 });
    let added = 0;
    const job = (id: string): NewJob => ({
      ...{ id, tenant: `user-${added++ % tenants}`, class: 'practice', payload: '{"n":1}' },
    });
    const prefix = randomUUID();
    const jobs = (from: number, to: number) => range(from, to).map((n) => job(`${prefix}-${added}-${n}`));
    return {
      async addAwaited(count) {
        for (const each of jobs(0, count)) await queue.add(each);
      },
      addUnawaited: (count) =>
        inPages(count, 1_000, (from, to) => Promise.all(jobs(from, to).map((each) => queue.add(each)))),
      addBulk: (count) => inPages(count, 1_000, (from, to) => queue.addBulk(jobs(from, to))),
      addOne: (id) => queue.add(job(id)),
      async work(concurrency, onJob) {
        const consumer = new Consumer({
          ...{ queue, workerId: randomUUID(), slots: concurrency, onError: console.error },
          handle: async (taken) => {
            onJob(taken.id);
            await taken.ack();
          },
        });
        consumer.start();
        return { [Symbol.asyncDispose]: () => consumer.stop() };
      },
      async [Symbol.asyncDispose]() {
        queue.close();
      },
    };
  };
