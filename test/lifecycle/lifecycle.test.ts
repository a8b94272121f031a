import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Submission } from '@gavel/contract';
import { startTestGavel, startTestRedis, type TestGavel, type TestRedis, until } from '@gavel/test-support';

const PROBLEM = 'lighthouse-log';
const TESTS = 14;
const RIGHT = 'a, b, k = map(int, input().split())\nprint(b // k - (a - 1) // k)';
/** Long enough to be met in the middle, with time to spare on a busy machine. */
const RIGHT_AND_SLOW = `import time\ntime.sleep(0.3)\n${RIGHT}`;

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

async function newUser(handle: string): Promise<string> {
  const { status, body } = await gavel.call('POST', '/api/v1/users', { handle });
  assert.equal(status, 201, JSON.stringify(body));
  return (body as { token: string }).token;
}

async function submit(source: string, token: string): Promise<string> {
  const request = { problem: PROBLEM, language: 'python', source };
  const { status, body } = await gavel.call('POST', '/api/v1/submissions', request, token);
  assert.equal(status, 201, JSON.stringify(body));
  return (body as Submission).id;
}

async function read(id: string, token: string, wait = 0): Promise<Submission> {
  const { body } = await gavel.call('GET', `/api/v1/submissions/${id}?wait=${wait}`, undefined, token);
  return body as Submission;
}

const final = (id: string, token: string) =>
  until(
    `submission ${id} is final`,
    async () => {
      const submission = await read(id, token, 10);
      return submission.state === 'done' && submission;
    },
    90_000,
  );

function killWorker(): void {
  const pid = readdirSync('/proc').find((each) => {
    if (!/^\d+$/.test(each)) return false;
    try {
      const arguments_ = readFileSync(`/proc/${each}/cmdline`, 'utf8').split('\0');
      const environment = readFileSync(`/proc/${each}/environ`, 'utf8');
      return arguments_.includes('worker') && environment.includes(`GAVEL_HOME=${gavel.home}`);
    } catch {
      // It ended while we looked.
      return false;
    }
  });
  assert.ok(pid, 'a worker runs');
  process.kill(Number(pid), 'SIGKILL');
}

/** One verdict, one set of tests, one reward: whatever happened on the way. */
async function assertJudgedOnce(submission: Submission, token: string): Promise<void> {
  assert.equal(submission.verdict, 'AC', JSON.stringify(submission));
  assert.deepEqual(
    submission.tests?.map(({ index }) => index),
    Array.from({ length: TESTS }, (_, index) => index + 1),
  );
  const { body } = await gavel.call('GET', '/api/v1/me', undefined, token);
  assert.equal((body as { coins: number }).coins, 10);
}

describe('a submission gets exactly one verdict', { concurrency: false }, () => {
  test('when its worker is killed in the middle', async () => {
    const token = await newUser('killed');
    const id = await submit(RIGHT_AND_SLOW, token);
    await until('it is being judged', async () => (await read(id, token)).state === 'running');
    killWorker();
    const submission = await final(id, token);
    assert.ok((submission.attempt ?? 0) >= 2, 'another attempt judged it');
    await assertJudgedOnce(submission, token);
  });

  test('when Redis loses everything with submissions waiting and running', async () => {
    const token = await newUser('flushed');
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) ids.push(await submit(RIGHT_AND_SLOW, token));
    await until(
      'the first is being judged',
      async () => (await read(ids[0] as string, token)).state === 'running',
    );
    await redis.flush();
    for (const id of ids) await assertJudgedOnce(await final(id, token), token);
  });

  test('when Redis is away while it is submitted', async () => {
    const token = await newUser('offline');
    await redis.kill();
    const id = await submit(RIGHT, token);
    assert.equal((await read(id, token)).state, 'queued');
    await redis.start();
    await assertJudgedOnce(await final(id, token), token);
  });
});
