import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DeadLetterPage, Rejudging, Submission } from '@gavel/contract';
import { Queue } from '@gavel/queue';
import { startTestGavel, startTestRedis, type TestGavel, type TestRedis, until } from '@gavel/test-support';
import { makeZip } from '../../packages/problem-package/zip-writer.fixture.ts';

/** Would hold the one slot of the worker for longer than this test waits for anything. */
const ENDLESS = 'while True: pass';

let redis: TestRedis;
let gavel: TestGavel;
let queue: Queue;

before(async () => {
  redis = await startTestRedis();
  gavel = await startTestGavel({ REDIS_URL: redis.url, GAVEL_SLOTS: '1', GAVEL_DRAIN_SECONDS: '0' });
  queue = new Queue({ url: redis.url, name: 'judge' });
  await putTwice('6');
});
after(async () => {
  queue?.close();
  await gavel?.remove();
  await redis?.stop();
});

/** Its one test says that twice 3 is `answer`. A program may take 100 s. */
async function putTwice(answer: string): Promise<void> {
  const body = makeZip([
    { path: 'problem.yaml', data: 'name: Twice\nlimits:\n  memory: 64\n' },
    { path: 'problem_statement/problem.en.md', data: 'Print twice the number.\n' },
    { path: '.timelimit', data: '100' },
    { path: 'data/secret/1.in', data: '3\n' },
    { path: 'data/secret/1.ans', data: `${answer}\n` },
  ]);
  const headers = { authorization: `Bearer ${gavel.adminToken}`, 'content-type': 'application/zip' };
  const response = await fetch(`${gavel.url}/api/v1/problems/twice`, { method: 'PUT', headers, body });
  assert.ok(response.ok, await response.text());
}

async function post<T>(path: string, body?: unknown): Promise<T> {
  const answer = await gavel.call('POST', path, body);
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body as T;
}

const get = async <T>(path: string) => (await gavel.call('GET', path)).body as T;
const submit = (source: string) =>
  post<Submission>('/api/v1/submissions', { problem: 'twice', language: 'python', source });
const read = (id: string, wait = 0) => get<Submission>(`/api/v1/submissions/${id}?wait=${wait}`);
const runs = (id: string) => until('it runs', async () => (await read(id)).state === 'running');
const RIGHT = 'print(2 * int(input()))';

async function judged(id: string): Promise<Submission> {
  return until('it is judged', async () => {
    const submission = await read(id, 10);
    return submission.state === 'done' && submission;
  });
}

describe('with the one slot of a worker', { concurrency: false }, () => {
  test('a cancelled submission makes room for the next at once', async () => {
    const { id } = await submit(ENDLESS);
    await runs(id);
    assert.equal((await post<Submission>(`/api/v1/submissions/${id}/cancel`)).state, 'cancelled');
    const next = await submit(RIGHT);
    assert.equal((await judged(next.id)).verdict, 'AC');
    assert.equal((await read(id)).state, 'cancelled');
  });

  test('a worker that stops hands its job back, which no lease is lost for', async () => {
    const program = `import time\ntime.sleep(3)\n${RIGHT}`;
    const { id } = await submit(program);
    await runs(id);
    const pid = gavel.rolePid('worker');
    assert.ok(pid);
    process.kill(pid, 'SIGTERM');
    const submission = await judged(id);
    assert.deepEqual([submission.verdict, submission.attempt], ['AC', 2]);
    assert.equal((await queue.stats()).leasesLost, 0);
  });

  test('a set is judged again to the end though its worker is killed and Redis loses all', async () => {
    for (let n = 0; n < 8; n++) await judged((await submit(RIGHT)).id);
    await putTwice('7');
    const { id, total } = await post<Rejudging>('/api/v1/rejudgings', { problem: 'twice', reason: 'a test' });
    const set = () => get<Rejudging>(`/api/v1/rejudgings/${id}`);
    await until('some are judged again', async () => (await set()).done > 0);
    const pid = gavel.rolePid('worker');
    if (pid) process.kill(pid, 'SIGKILL');
    await redis.flush();
    await until('all are judged again', async () => (await set()).state === 'judged', 60_000);
    const { done, pairs } = await set();
    assert.deepEqual([done, pairs], [total, [{ from: 'AC', to: 'WA', count: total }]]);
    await post(`/api/v1/rejudgings/${id}/cancel`);
    await putTwice('6');
  });

  test('one whose worker dies three times ends as JE, is listed, and judged when it is put back', async () => {
    const { id } = await submit(ENDLESS);
    for (let death = 1; death <= 3; death++) {
      await until(`attempt ${death} runs`, async () => {
        const { state, attempt } = await read(id);
        return state === 'running' && attempt === death;
      });
      const pid = await until('its worker is there', () => gavel.rolePid('worker'));
      process.kill(pid, 'SIGKILL');
    }
    const submission = await judged(id);
    assert.equal(submission.verdict, 'JE');
    assert.match(submission.error ?? '', /silent 3 times/);
    const { items } = await get<DeadLetterPage>('/api/v1/queue/dead');
    assert.deepEqual(
      items.map((item) => [item.id, item.reason]),
      [[id, submission.error]],
    );

    await post(`/api/v1/queue/dead/${id}/retry`);
    await runs(id);
    await post(`/api/v1/submissions/${id}/cancel`);
    assert.deepEqual((await get<DeadLetterPage>('/api/v1/queue/dead')).items, []);
    await until('no job is left', async () => {
      const { waiting, running, dead } = await queue.stats();
      return waiting + running + dead === 0;
    });
  });
});
