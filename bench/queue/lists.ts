import { randomUUID } from 'node:crypto';
import { createClient } from 'redis';
import { inPages, type Open, range } from './contestant.ts';

/** What Redis itself gives: LPUSH, then BLMOVE to a list of what runs and LREM from it. No ids, turns, leases, retries. */
export const lists: Open = async ({ url }, name = randomUUID()) => {
  const [waiting, running] = [`${name}:waiting`, `${name}:running`];
  const client = await createClient({ url }).connect();
  return {
    async addAwaited(count) {
      for (let n = 0; n < count; n++) await client.lPush(waiting, `${n}`);
    },
    addUnawaited: (count) =>
      inPages(count, 1_000, (from, to) =>
        Promise.all(range(from, to).map((n) => client.lPush(waiting, `${n}`))),
      ),
    addBulk: (count) =>
      inPages(count, 1_000, (from, to) => client.lPush(waiting, range(from, to).map(String))),
    addOne: (id) => client.lPush(waiting, id),
    async work(concurrency, onJob) {
      const loops = await Promise.all(range(0, concurrency).map(() => client.duplicate().connect()));
      const loop = async (own: typeof client) => {
        for (;;) {
          const job = await own.blMove(waiting, running, 'RIGHT', 'LEFT', 0);
          if (job === null) continue;
          onJob(job);
          await own.lRem(running, 1, job);
        }
      };
      // Each ends by its connection being closed under it.
      const ended = Promise.allSettled(loops.map(loop));
      return {
        async [Symbol.asyncDispose]() {
          for (const own of loops) own.destroy();
          await ended;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
    },
  };
};
