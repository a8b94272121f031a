import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { send } from './postgres-server.ts';
import { until } from './until.ts';

/** A whole Gavel of one's own: `gavel up` on a new data folder. */
export interface TestGavel extends AsyncDisposable {
  readonly url: string;
  readonly adminToken: string;
  readonly home: string;
  readonly pid: number;
  /** The process of a role; undefined while there is none. */
  rolePid(role: 'server' | 'worker'): number | undefined;
  /** All that it has printed so far. */
  output(): string;
  /** An answer of the api as JSON, with the admin's token unless another is given. */
  call(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<{ status: number; body: unknown }>;
  /** Ctrl-C, and waits until it is gone; the data folder stays. Gives the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL to it and to all that it has started, Redis and Postgres too; waits until they are gone. The data folder stays. */
  kill(): Promise<void>;
  /** Stops it if it runs and removes the data folder. */
  remove(): Promise<void>;
}

const MAIN = join(import.meta.dirname, '../../apps/server/src/cli/main.ts');

/** @param home a data folder of an earlier one, to start again on its data; or an empty one, to build all anew. */
export async function startTestGavel(env: Record<string, string> = {}, home?: string): Promise<TestGavel> {
  const dataFolder = home ?? (await newDataFolder());
  const adminToken = env.GAVEL_ADMIN_TOKEN ?? randomBytes(24).toString('base64url');
  const settings = {
    GAVEL_PORT: '0',
    GAVEL_HOME: dataFolder,
    GAVEL_ADMIN_TOKEN: adminToken,
    GAVEL_LOG: 'warn',
  };
  const child = spawn(process.execPath, [MAIN, 'up'], {
    env: { ...process.env, ...settings, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const url = await addressOf(child, () => output).catch(async (error) => {
    if (home === undefined) await rm(dataFolder, { recursive: true, force: true });
    throw error;
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      await ended;
    }
    return child.exitCode;
  };
  return {
    url,
    adminToken,
    home: dataFolder,
    pid: child.pid as number,
    rolePid: (role) => childOf(child.pid as number, role),
    output: () => output,
    call: (method, path, body, token = adminToken) => call(url + path, method, token, body),
    stop,
    async kill() {
      const pids = [child.pid as number, ...descendantsOf(child.pid as number)];
      for (const pid of pids) send(pid, 'SIGKILL');
      await until('all of it is gone', () => !pids.some(isAlive));
    },
    async [Symbol.asyncDispose]() {
      await stop();
    },
    async remove() {
      await stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** What is built is the same for all: nobody builds what another has built. */
async function newDataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gavel-home-'));
  const shared = process.env.GAVEL_TEST_HOME;
  if (shared === undefined) return folder;
  await mkdir(join(shared, 'build'), { recursive: true });
  await symlink(join(shared, 'build'), join(folder, 'build'));
  return folder;
}

async function addressOf(child: ChildProcess, output: () => string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const look = () => {
    const [, url] = /Gavel is up: (http\S+)/.exec(output()) ?? [];
    if (url) resolve(url);
  };
  child.stdout?.on('data', look);
  child.once('exit', (code) => reject(new Error(`gavel up ended with ${code}:\n${output()}`)));
  return promise;
}

function childOf(parent: number, role: string): number | undefined {
  // ps fails when there is no child at all.
  const { stdout } = spawnSync('ps', ['-o', 'pid=,args=', '--ppid', `${parent}`], { encoding: 'utf8' });
  const line = stdout.split('\n').find((each) => each.trimEnd().endsWith(`${MAIN} ${role}`));
  return line === undefined ? undefined : Number.parseInt(line, 10);
}

/** Parents before their children. */
function descendantsOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', `${pid}`], { encoding: 'utf8' });
  return (stdout.match(/\d+/g) ?? []).map(Number).flatMap((child) => [child, ...descendantsOf(child)]);
}

function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function call(url: string, method: string, token: string, body: unknown) {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}
