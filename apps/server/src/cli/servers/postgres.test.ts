import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { until } from '@gavel/test-support';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { startPostgres } from './postgres.ts';

describe('a Postgres starts on the data of one before', () => {
  test('that was killed, though another program of the same user has its pid by now', async (t) => {
    const { dir, start } = await folder(t);
    await (await start()).stop('SIGKILL');
    const { uid } = await stat(join(dir, 'data'));
    const other = spawn('sleep', ['60'], { uid });
    t.after(() => other.kill());
    await once(other, 'spawn');
    await writeFile(join(dir, 'data/postmaster.pid'), `${other.pid}\n${join(dir, 'data')}\n`);
    await (await start()).stop();
  });

  test('that is still ending: it waits', async (t) => {
    const { dir, start, url } = await folder(t);
    const before = await start();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    // The smart shutdown: it ends with its last client.
    process.kill(before.pid, 'SIGTERM');
    const after = start();
    await until('the next one waits', () => isWaiting(dir));
    await client.end();
    await before.stop();
    await (await after).stop();
  });
});

/** Whether a process waits for the lock of this folder; who has it is Postgres by then. */
function isWaiting(dir: string): boolean {
  return spawnSync('pgrep', ['--full', `^flock .*${dir}/lock`]).status === 0;
}

async function folder(t: { after(end: () => Promise<void>): void }) {
  const dir = await mkdtemp(join(tmpdir(), 'gavel-postgres-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  const options = { port: await freePort(), password: 'test', durable: false };
  const url = `postgres://gavel:test@127.0.0.1:${options.port}/postgres`;
  return { dir, url, start: () => startPostgres(dir, options) };
}
