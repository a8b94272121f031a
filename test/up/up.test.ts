import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  createTestDatabase,
  startTestGavel,
  startTestRedis,
  type TestGavel,
  until,
} from '@gavel/test-support';

/** All processes whose command line or environment names the data folder: what this Gavel has started. */
function processesOf(home: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && belongsTo(pid, home));
}

function belongsTo(pid: number, home: string): boolean {
  try {
    const texts = ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8'));
    const [state] = /(?<=\) )\S/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return state !== 'Z' && texts.some((text) => text.includes(home));
  } catch {
    // It ended while we looked.
    return false;
  }
}

async function judged(gavel: TestGavel, source: string): Promise<{ id: string; verdict: string }> {
  const sent = await gavel.call('POST', '/api/v1/submissions', {
    problem: 'lighthouse-log',
    language: 'python',
    source,
  });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const { id } = sent.body as { id: string };
  const { body } = await gavel.call('GET', `/api/v1/submissions/${id}?wait=60`);
  return body as { id: string; verdict: string };
}

describe('gavel up', { concurrency: false }, () => {
  test('ends whole at Ctrl-C, and the next start has all the data', async (t) => {
    const home = await mkdtemp(join(tmpdir(), 'gavel-first-start-'));
    t.after(() => rm(home, { recursive: true, force: true }));
    const first = await startTestGavel({}, home);
    let before: { id: string; verdict: string };
    try {
      before = await judged(first, 'this is no program');
      assert.ok(['RTE', 'CE'].includes(before.verdict));
      assert.ok(processesOf(first.home).length >= 5, 'supervisor, Redis, Postgres, server and worker run');
      assert.equal(await first.stop(), 0, first.output());
      assert.deepEqual(processesOf(first.home), []);

      await using second = await startTestGavel({ GAVEL_ADMIN_TOKEN: first.adminToken }, first.home);
      const { status, body } = await second.call('GET', `/api/v1/submissions/${before.id}`);
      assert.equal(status, 200);
      assert.equal((body as { verdict: string }).verdict, before.verdict);
      await second.stop();
    } finally {
      await first.remove();
    }
  });

  test('Ctrl-C twice ends what runs at once, however long it might go on', async () => {
    const gavel = await startTestGavel({ GAVEL_DRAIN_SECONDS: '3600' });
    try {
      const program = {
        language: 'python',
        source: 'import time\ntime.sleep(100)',
        limits: { wallMs: 15_000 },
      };
      const sent = await gavel.call('POST', '/api/v1/runs', program);
      const { id } = sent.body as { id: string };
      await until('it runs', async () => {
        const { body } = await gavel.call('GET', `/api/v1/runs/${id}`);
        return (body as { state: string }).state === 'running';
      });
      process.kill(gavel.pid, 'SIGINT');
      await until('it has heard', () => gavel.output().includes('once more'));
      process.kill(gavel.pid, 'SIGINT');
      await until('everything is gone', () => processesOf(gavel.home).length === 0, 10_000);
      assert.doesNotMatch(gavel.output(), /DatabaseError|ECONN/, 'nobody misses the database');
    } finally {
      await gavel.remove();
    }
  });

  test('a killed worker is started again and judges on; a killed supervisor leaves nothing behind', async () => {
    const gavel = await startTestGavel();
    try {
      const killed = gavel.rolePid('worker');
      assert.ok(killed);
      process.kill(killed, 'SIGKILL');
      await until('another worker', () => {
        const pid = gavel.rolePid('worker');
        return pid !== undefined && pid !== killed;
      });
      assert.match((await judged(gavel, 'also no program')).verdict, /RTE|CE/);

      const env = { ...process.env, GAVEL_HOME: gavel.home };
      const main = join(import.meta.dirname, '../../apps/server/src/cli/main.ts');
      const stats = execFileSync(process.execPath, [main, 'queue', 'stats', '--json'], { env });
      // The killed one may be shown for some seconds more.
      const { workers } = JSON.parse(`${stats}`);
      assert.ok(workers.length >= 1, 'other commands find its servers by the data folder');

      process.kill(gavel.pid, 'SIGKILL');
      const again = await startTestGavel({ GAVEL_ADMIN_TOKEN: gavel.adminToken }, gavel.home);
      assert.match((await judged(again, 'still no program')).verdict, /RTE|CE/, 'another starts at once');

      process.kill(again.pid, 'SIGKILL');
      await until('everything is gone', () => processesOf(gavel.home).length === 0, 30_000);
    } finally {
      await gavel.remove();
    }
  });

  test('a second one on the same data folder is refused, a port in use is told', async () => {
    const gavel = await startTestGavel();
    try {
      await assert.rejects(startTestGavel({}, gavel.home), /already runs/);
      const port = new URL(gavel.url).port;
      const home = await mkdtemp(join(tmpdir(), 'gavel-home-'));
      try {
        const failure = startTestGavel({ GAVEL_PORT: port }, home);
        await assert.rejects(failure, /GAVEL_PORT/);
        await assert.rejects(failure, /shown this once/, 'the password is not lost with the start');
        const metrics = startTestGavel({ GAVEL_METRICS_PORT: port }, home);
        await assert.rejects(metrics, new RegExp(`port ${port} is in use.*GAVEL_METRICS_PORT`));
        assert.deepEqual(processesOf(home), []);
      } finally {
        await rm(home, { recursive: true, force: true });
      }
    } finally {
      await gavel.remove();
    }
  });

  test('REDIS_URL and DATABASE_URL replace the private servers', async () => {
    const redis = await startTestRedis();
    const database = await createTestDatabase();
    const gavel = await startTestGavel({ REDIS_URL: redis.url, DATABASE_URL: database.url });
    try {
      assert.match((await judged(gavel, 'no program either')).verdict, /RTE|CE/);
      for (const folder of ['redis', 'postgres']) assert.ok(!existsSync(join(gavel.home, folder)), folder);
    } finally {
      await gavel.remove();
      await database.drop();
      await redis.stop();
    }
  });

  test('a bad setting stops the start with one line', async () => {
    await assert.rejects(startTestGavel({ GAVEL_SLOTS: 'many' }), /GAVEL_SLOTS=many/);
  });
});
