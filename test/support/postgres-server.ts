import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../apps/server/src/cli/servers/free-port.ts';
import { startPostgres } from '../../apps/server/src/cli/servers/postgres.ts';

/** A Postgres server of one's own, which a test may crash, stop or freeze. What it has committed is there again. */
export interface TestPostgres {
  readonly url: string;
  /** Starts it again on the same port after `end`. */
  start(): Promise<void>;
  /** `crash`: at once and without writing anything, the next start recovers from its log; `stop`: orderly. */
  end(how: 'crash' | 'stop'): Promise<void>;
  /** It and all its processes stand still, or go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

export async function startTestPostgres(): Promise<TestPostgres> {
  const dir = await mkdtemp(join(tmpdir(), 'gavel-postgres-'));
  const options = { port: await freePort(), password: 'test', durable: true };
  let server = await startPostgres(dir, options);
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    for (const pid of [server.pid, ...childrenOf(server.pid)]) send(pid, name);
  };
  const end = async (how: 'crash' | 'stop') => {
    // A process that stands still does not hear of its end.
    signal('SIGCONT');
    await server.stop(how === 'crash' ? 'SIGQUIT' : 'SIGINT');
  };
  return {
    url: `postgres://gavel:test@127.0.0.1:${options.port}/postgres`,
    async start() {
      server = await startPostgres(dir, options);
    },
    end,
    signal,
    async remove() {
      await end('stop');
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent);
}

function parentOf(pid: number): number | null {
  try {
    const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return Number(parent);
  } catch {
    // It ended while we looked.
    return null;
  }
}

/** To a process that may have ended meanwhile. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
