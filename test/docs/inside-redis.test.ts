import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Cache } from '@gavel/cache';
import { Publisher } from '@gavel/live';
import { Queue } from '@gavel/queue';
import { startTestRedis, type TestRedis } from '@gavel/test-support';

/** `GAVEL_TEST_WRITE=1 ./gavel test test/docs/inside-redis.test.ts` writes the answers anew. */
const PAGE = new URL('../../docs/inside-redis.md', import.meta.url);
const AT = Date.parse('2026-01-01T12:00:00Z');

let redis: TestRedis;
before(async () => {
  redis = await startTestRedis();
  const queue = new Queue({ url: redis.url, name: 'judge', now: () => AT, timeoutMs: 10_000 });
  const job = (id: string, tenant: string) => ({
    ...{ id, tenant, class: 'practice', payload: JSON.stringify({ kind: 'submission', id }) },
  });
  await queue.addBulk([job('sub-1', 'ann'), job('sub-2', 'ann'), job('sub-3', 'bob')]);
  await queue.take(1);
  queue.close();
  const publisher = new Publisher({ url: redis.url, timeoutMs: 10_000 });
  const id = 'sub-1';
  for (const event of [
    { type: 'submission.queued', id, position: null },
    { type: 'submission.started', id, attempt: 1 },
  ]) {
    for (const channel of ['user:ann', `submission:${id}`]) {
      await publisher.publish(channel, JSON.stringify(event));
    }
  }
  publisher.close();
  await readProblems();
});
after(() => redis.stop());

/** As the api does it for the page of problems. */
async function readProblems(): Promise<void> {
  const noWrites = () => assert.fail('nothing is written');
  const database = { transaction: noWrites, query: noWrites };
  const cache = new Cache({ url: redis.url, database, timeoutMs: 10_000 });
  await cache.resource({ name: 'problems' }).read('all', async () => [{ slug: 'lighthouse-log' }]);
  await cache.close();
}

test('every command of docs/inside-redis.md answers as the page says', async () => {
  const page = await readFile(PAGE, 'utf8');
  const blocks = [...page.matchAll(/```redis\n([\s\S]*?)```/g)].map(([, block]) => block as string);
  assert.ok(blocks.length > 5);
  let rewritten = page;
  for (const block of blocks) {
    const commands = block.split('\n').filter((line) => /^(> )?[A-Z]/.test(line) && line !== 'OK');
    let transcript = '';
    for (const line of commands) {
      const command = line.replace(/^> /, '');
      const args = ['-p', String(redis.port), '--no-raw', ...command.split(' ')];
      const { stdout } = await promisify(execFile)('redis-cli', args);
      transcript += `> ${command}\n${stdout}`;
    }
    rewritten = rewritten.replace(`\`\`\`redis\n${block}`, () => `\`\`\`redis\n${transcript}`);
  }
  if (process.env.GAVEL_TEST_WRITE) await writeFile(PAGE, rewritten);
  else assert.equal(rewritten, page);
});
