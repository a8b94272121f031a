import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LiveEvent } from '@gavel/contract';
import { Hub } from '@gavel/live';
import { Queue } from '@gavel/queue';
import { startTestGavel, startTestPostgres, startTestRedis, until } from '@gavel/test-support';
import { findRunning } from '../../apps/server/src/cli/up/running.ts';
import { isQueueEmpty } from '../chaos/count.ts';
import { Author, countOf, RIGHT, slowly, WRONG } from './author.ts';

describe('every submission ends with its one right verdict', { concurrency: false }, () => {
  test('though Postgres is away when it is found, for longer than a lease', async (t) => {
    const [redis, postgres] = await Promise.all([startTestRedis(), startTestPostgres()]);
    t.after(() => Promise.all([redis.stop(), postgres.remove()]));
    const servers = { REDIS_URL: redis.url, DATABASE_URL: postgres.url };
    const gavel = await startTestGavel({ ...servers, GAVEL_SLOTS: '1' });
    t.after(() => gavel.remove());
    const queue = new Queue({ url: redis.url, name: 'judge' });
    t.after(() => queue.close());
    const leaseEnd = async () => (await queue.list({ state: 'running' })).jobs[0]?.at?.getTime() ?? 0;

    const [early, late] = [await Author.join(gavel, 'early'), await Author.join(gavel, 'late')];
    const id = await early.submit(slowly(RIGHT));
    const waiting = await late.submit(RIGHT);
    const heard = hear(redis.url, `submission:${id}`);
    t.after(heard.close);
    // Not when its state is `running`: the inputs are read from Postgres after that.
    await until('its first test is judged', () => heard.tests() > 0);
    await postgres.end('crash');
    const end = await leaseEnd();
    await until('its last test is judged', () => heard.tests() === 14);
    await until(
      'a whole lease has passed, renewed',
      async () => (await leaseEnd()) > end + queue.options.leaseMs,
    );
    for (const path of [`/api/v1/submissions/${id}`, '/readyz']) {
      const answer = await fetch(gavel.url + path, {
        headers: { authorization: `Bearer ${gavel.adminToken}` },
      });
      assert.equal(answer.status, 503, path);
      assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/, path);
    }
    assert.equal((await late.trySubmit(RIGHT)).status, 503);
    await postgres.start();

    for (const author of [early, late]) await author.assertEachJudgedOnce();
    for (const [author, each] of [
      [early, id],
      [late, waiting],
    ] as const) {
      assert.equal((await author.read(each)).attempt, 1, 'what was found is kept: nothing is judged again');
    }
    await until('no job is left', () => isQueueEmpty(redis.url));
    const { leasesLost, retries } = await queue.stats();
    assert.deepEqual({ leasesLost, retries }, { leasesLost: 0, retries: 0 });
  });

  test('though all processes are killed at once, Redis and Postgres too, and started again', async (t) => {
    const settings = { GAVEL_SLOTS: '2' };
    const first = await startTestGavel(settings);
    t.after(() => first.remove());
    const authors = await Promise.all(['ann', 'bob', 'cho'].map((handle) => Author.join(first, handle)));
    for (const author of authors) {
      await author.submit(slowly(RIGHT, 0.1));
      await author.submit(WRONG, 'WA');
      await author.submit(slowly(RIGHT, 0.1));
    }
    await until('one is done', async () => (await countOf(authors, 'done')) > 0);
    await until('others run', async () => (await countOf(authors, 'running')) > 0);
    assert.ok((await countOf(authors, 'queued')) > 0, 'and others wait');
    await first.kill();

    await using second = await startTestGavel(
      { ...settings, GAVEL_ADMIN_TOKEN: first.adminToken },
      first.home,
    );
    for (const author of authors) author.gavel = second;
    for (const author of authors) await author.assertEachJudgedOnce();
    const redisUrl = findRunning(second.home)?.redisUrl;
    assert.ok(redisUrl);
    await until('no job is left', () => isQueueEmpty(redisUrl));
  });
});

/** How many tests have been told of on a channel. */
function hear(url: string, channel: string): { tests: () => number; close: () => void } {
  const hub = new Hub({ url });
  let last = 0;
  hub.subscribe(
    channel,
    {
      start() {},
      message({ event }) {
        const told: LiveEvent = JSON.parse(event);
        if (told.type === 'submission.test') last = told.index;
      },
    },
    { epoch: '', offset: 0 },
  );
  return { tests: () => last, close: () => hub.close() };
}
