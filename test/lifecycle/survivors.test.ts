import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import type { Run } from '@gavel/contract';
import { freePort, startTestGavel, type TestGavel, until } from '@gavel/test-support';

/** What a hostile program leaves behind: orphans of their own sessions that ignore every signal they can. */
const ORPHANS = `
import os, signal, time
for _ in range(8):
    if os.fork() == 0:
        os.setsid()
        for number in range(1, 32):
            try: signal.signal(number, signal.SIG_IGN)
            except OSError: pass
        if os.fork() == 0: time.sleep(1000)
        time.sleep(1000)
print("left")
`;
const BOMB = 'import os\nwhile True:\n    try: os.fork()\n    except OSError: pass\n';

let gavel: TestGavel;
let metrics: string;
before(async () => {
  const port = await freePort();
  metrics = `http://127.0.0.1:${port}/metrics`;
  gavel = await startTestGavel({ GAVEL_METRICS_PORT: String(port), GAVEL_SLOTS: '2' });
});
after(() => gavel?.remove());

async function begin(source: string): Promise<string> {
  const { status, body } = await gavel.call('POST', '/api/v1/runs', { language: 'python', source });
  assert.equal(status, 201, JSON.stringify(body));
  return (body as Run).id;
}

const read = async (id: string, wait = 0) =>
  (await gavel.call('GET', `/api/v1/runs/${id}?wait=${wait}`)).body as Run;

const ended = (id: string) =>
  until(
    `run ${id} has ended`,
    async () => {
      const seen = await read(id, 30);
      return seen.state === 'done' && seen;
    },
    90_000,
  );

const run = async (source: string) => ended(await begin(source));

async function counted(name: string): Promise<number> {
  const text = await (await fetch(metrics)).text();
  const [, value] = new RegExp(`^gavel_sandbox_${name}_total (\\d+)$`, 'm').exec(text) ?? [];
  assert.ok(value, `${name} in:\n${text}`);
  return Number(value);
}

test('a live worker tells that programs left processes behind, and that none survived', async () => {
  const [left] = await Promise.all([run(ORPHANS), run(BOMB)]);
  assert.equal(left.stdout, 'left\n', JSON.stringify(left));
  assert.equal((await run('print(2)')).stdout, '2\n', 'it still runs programs right');
  assert.ok((await counted('runs')) >= 3);
  assert.ok((await counted('leftover_processes')) >= 16);
  assert.equal(await counted('surviving_processes'), 0);
});

test('a launcher that is killed under two programs costs neither their runs nor the worker', async () => {
  const worker = gavel.rolePid('worker');
  const ids = await Promise.all([
    begin('import time\ntime.sleep(4)\nprint(1)'),
    begin('import time\ntime.sleep(4)\nprint(2)'),
  ]);
  const states = async () => (await Promise.all(ids.map((id) => read(id)))).map(({ state }) => state);
  await until('both run', async () => (await states()).every((state) => state === 'running'));
  const { stdout } = spawnSync('ps', ['-o', 'pid=,args=', '--ppid', `${worker}`], { encoding: 'utf8' });
  const launcher = stdout.split('\n').find((line) => line.includes('launcher'));
  assert.ok(launcher, stdout);
  process.kill(Number.parseInt(launcher, 10), 'SIGKILL');
  assert.ok(!(await states()).includes('done'), 'it was killed under both');
  const outputs = (await Promise.all(ids.map(ended))).map((each) => each.stdout);
  assert.deepEqual(outputs, ['1\n', '2\n']);
  assert.equal(gavel.rolePid('worker'), worker, 'it is the same worker');
});
