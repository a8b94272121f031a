import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ServerProcess } from '../servers/child.ts';

/** What a role takes to stop beside its draining; past it a role is killed, and its jobs go on elsewhere by their leases. */
const STOP_MS = 10_000;

/**
 * Starts `gavel ROLE` as a child and resolves when it says that it is ready. It ends by itself when this process
 * does: the channel between the two closes.
 * @param drainMs how long a worker may go on with what it runs
 * @param abandon ends it in the middle of its start
 */
export async function startRole(
  role: string,
  env: NodeJS.ProcessEnv,
  drainMs: number,
  abandon: AbortSignal,
): Promise<ServerProcess> {
  const main = join(import.meta.dirname, '../main.ts');
  // Detached, so that Ctrl-C in the terminal reaches only us and we decide the order of the end.
  const child = spawn(process.execPath, [main, role], {
    detached: true,
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), drainMs + STOP_MS);
    await exited;
    clearTimeout(timer);
  };
  const onAbandon = () => void stop();
  abandon.addEventListener('abort', onAbandon, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('error', reject);
      child.once('exit', (code, signal) => reject(new RoleFailed(role, code ?? signal)));
    });
  } finally {
    abandon.removeEventListener('abort', onAbandon);
  }
  return { pid: child.pid as number, exited, stop };
}

/** The role has said on standard error why it could not start. */
class RoleFailed extends Error {
  constructor(role: string, how: number | string | null) {
    super(`${role} could not start (${how})`);
    this.name = 'RoleFailed';
  }
}
