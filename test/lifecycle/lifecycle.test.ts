import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestGavel, startTestRedis, type TestGavel, type TestRedis, until } from '@gavel/test-support';
import { isQueueEmpty } from '../chaos/count.ts';
import { Author, countOf, RIGHT, slowly, WRONG } from './author.ts';

let redis: TestRedis;
let gavel: TestGavel;

before(async () => {
  redis = await startTestRedis();
  gavel = await startTestGavel({ REDIS_URL: redis.url, GAVEL_SLOTS: '1' });
});
after(async () => {
  await gavel?.remove();
  await redis?.stop();
});

describe('a submission gets exactly one verdict', { concurrency: false }, () => {
  test('when its worker is killed in the middle', async () => {
    const author = await Author.join(gavel, 'killed');
    const id = await author.submit(slowly(RIGHT));
    await until('it is being judged', async () => (await author.read(id)).state === 'running');
    const pid = gavel.rolePid('worker');
    assert.ok(pid, 'a worker runs');
    process.kill(pid, 'SIGKILL');
    const submission = await author.final(id);
    assert.ok((submission.attempt ?? 0) >= 2, 'another attempt judged it');
    await author.assertEachJudgedOnce();
  });

  test('when Redis loses everything with submissions of several users waiting and running', async () => {
    const handles = ['flushed-a', 'flushed-b', 'flushed-c'];
    const authors = await Promise.all(handles.map((handle) => Author.join(gavel, handle)));
    for (const author of authors) {
      await author.submit(slowly(RIGHT, 0.1));
      await author.submit(WRONG, 'WA');
      await author.submit(slowly(RIGHT, 0.1));
    }
    await until('one is done', async () => (await countOf(authors, 'done')) > 0);
    await until('another is being judged', async () => (await countOf(authors, 'running')) > 0);
    assert.ok((await countOf(authors, 'queued')) > 0, 'and others wait');
    await redis.flush();
    for (const author of authors) await author.assertEachJudgedOnce();
    await until('no job is left', () => isQueueEmpty(redis.url));
  });

  test('when Redis is away while it is submitted', async () => {
    const author = await Author.join(gavel, 'offline');
    await redis.kill();
    const id = await author.submit(RIGHT);
    assert.equal((await author.read(id)).state, 'queued');
    await redis.start();
    await author.assertEachJudgedOnce();
  });
});
