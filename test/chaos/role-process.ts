import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../apps/server/src/cli/main.ts');

/** A test that dies must not leave them behind, frozen as they may be. */
const living = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/** `gavel api`, `gavel gateway` or `gavel worker` as a process that can be killed, frozen and started again. */
export class RoleProcess {
  readonly role: 'api' | 'gateway' | 'worker';
  readonly name: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #logFile: number;
  #child: ChildProcess | undefined;

  constructor(role: RoleProcess['role'], name: string, env: NodeJS.ProcessEnv, logFile: number) {
    this.role = role;
    this.name = name;
    this.#env = env;
    this.#logFile = logFile;
  }

  /** Resolves when it is ready. A start that fails, since a server it needs is away, is tried again as by a supervisor. */
  async start(): Promise<void> {
    for (;;) {
      const child = spawn(process.execPath, [MAIN, this.role], {
        env: this.#env,
        stdio: ['ignore', this.#logFile, this.#logFile, 'ipc'],
      });
      this.#child = child;
      living.add(child);
      child.once('exit', () => living.delete(child));
      const started = await Promise.race([
        once(child, 'message').then(() => true),
        once(child, 'exit').then(() => false),
      ]);
      if (started) return;
    }
  }

  /** True: it ran, and takes the signal. */
  signal(signal: NodeJS.Signals): boolean {
    return this.#child?.kill(signal) ?? false;
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
