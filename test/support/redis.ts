import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { freePort } from '../../apps/server/src/cli/servers/free-port.ts';
import { watchAge } from './redis-age.ts';

/** A Redis of one's own, which a test may stop, freeze, empty or kill. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Starts it again on the same port after `kill`; what the append-only file held is there again. */
  start(): Promise<void>;
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Forgets all keys. */
  flush(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts a Redis on loopback, append-only file on, so that a restart keeps its data. GAVEL_TEST_REDIS_SERVER names another
 * version's program, or Valkey's, than `redis-server` from PATH. With GAVEL_TEST_REDIS_AGE, as `./gavel test` sets it, `stop`
 * rejects if a command was sent that the oldest Redis we promise would not know.
 */
export async function startTestRedis(...flags: string[]): Promise<TestRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'gavel-redis-'));
  const port = await freePort();
  const watches: Awaited<ReturnType<typeof watchAge>>[] = [];
  const launchWatched = async () => {
    const child = await launch(dir, port, flags);
    if (process.env.GAVEL_TEST_REDIS_AGE)
      watches.push(await watchAge(port, flags.includes('--cluster-enabled')));
    return child;
  };
  let child = await launchWatched();
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid as number;
    },
    async start() {
      child = await launchWatched();
    },
    kill,
    async flush() {
      const socket = connect(port, '127.0.0.1');
      // Redis 8 leaves the answer out when it hears first that nothing more will come.
      socket.write('FLUSHALL\r\nQUIT\r\n');
      const answer = await text(socket);
      if (answer !== '+OK\r\n+OK\r\n') throw new Error(`FLUSHALL was answered by ${answer}`);
    },
    async stop() {
      await kill();
      await rm(dir, { recursive: true, force: true });
      for (const watch of watches) await watch.verdict();
    },
  };
}

async function launch(dir: string, port: number, flags: string[]): Promise<ChildProcess> {
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    dir,
    '--save',
    '',
    '--appendonly',
    'yes',
  ];
  const child = spawn(process.env.GAVEL_TEST_REDIS_SERVER ?? 'redis-server', [...args, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A test that dies must not leave its server behind.
  const onExit = () => child.kill('SIGKILL');
  process.once('exit', onExit);
  child.once('exit', () => process.off('exit', onExit));
  let output = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += chunk;
    if (output.includes('Ready to accept connections')) {
      child.stdout.resume();
      return child;
    }
  }
  throw new Error(`redis-server did not start:\n${output}`);
}
