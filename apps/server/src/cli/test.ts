import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { glob, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkoutRoot } from '../paths.ts';
import type { Settings } from '../settings.ts';
import { check } from './check.ts';
import { freePort } from './servers/free-port.ts';
import { startPostgres } from './servers/postgres.ts';
import { installMissing } from './setup/install.ts';

const TEST_FILES = ['{apps,packages,bench,test}/**/*.test.ts'];
/** Where long runs live; each has an npm script of its own. */
const LONG_RUNS = ['test/long/**'];

/** `gavel test [FILE…]`: without names the whole check and every test; with names only those test files. */
export async function test(settings: Settings, names: string[]): Promise<void> {
  await installMissing({ privateRedis: true, judging: true, browser: true });
  if (names.length === 0) await check();
  const files = names.length > 0 ? names.map((name) => resolve(name)) : await findTests();

  await mkdir(settings.home, { recursive: true });
  const dir = await mkdtemp(join(settings.home, 'test-'));
  const port = await freePort();
  const postgres = await startPostgres(join(dir, 'postgres'), { port, password: 'test', durable: false });
  try {
    process.exitCode = await runTests(files, {
      GAVEL_TEST_DATABASE_URL: `postgres://gavel:test@127.0.0.1:${port}/postgres`,
      GAVEL_TEST_HOME: settings.home,
      GAVEL_TEST_REDIS_AGE: '1',
    });
  } finally {
    await postgres.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function findTests(): Promise<string[]> {
  const exclude = ['**/node_modules/**', ...LONG_RUNS];
  return (await Array.fromAsync(glob(TEST_FILES, { cwd: checkoutRoot, exclude }))).sort();
}

/** Runs Node's test runner, whose summary is the last thing printed. Returns its exit code. */
async function runTests(files: string[], servers: Record<string, string>): Promise<number> {
  // What the caller's shell says of a running Gavel must not reach the tests; what it says to them must.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)));
  const child = spawn(
    process.execPath,
    ['--test', '--test-concurrency=2', '--test-timeout=300000', ...files],
    {
      cwd: checkoutRoot,
      env: { ...env, ...servers },
      stdio: 'inherit',
    },
  );
  const interrupt = () => child.kill('SIGTERM');
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}

const isOurs = (name: string) => /^GAVEL_(?!TEST_)|^(REDIS|DATABASE)_URL$/.test(name);
