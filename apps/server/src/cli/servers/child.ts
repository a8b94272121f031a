import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface ServerProcess {
  readonly pid: number;
  readonly exited: Promise<void>;
  /** Sends the signal that means an orderly end to this server, or another one, and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface Command {
  name: string;
  argv: [string, ...string[]];
  /** Given on standard input, so that no password shows in the list of processes. */
  input?: string;
  stopSignal: NodeJS.Signals;
  /** What the server's log says once it takes connections. */
  readyLine: string;
}

/** How much of a server's log is kept, to say why it ended. */
const TAIL = 8 * 1024;

/**
 * Starts a server and waits until it takes connections. It gets a session of its own, so that Ctrl-C in the
 * terminal reaches only us and we decide the order of the end.
 * @param abandon ends it in the middle of its start
 */
export async function startServer(command: Command, abandon?: AbortSignal): Promise<ServerProcess> {
  const { name, argv, input = '', stopSignal, readyLine } = command;
  const [file, ...args] = argv;
  abandon?.throwIfAborted();
  const child = spawn(file, args, { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  let log = '';
  const read = (chunk: Buffer) => {
    log = (log + chunk).slice(-TAIL);
    if (log.includes(readyLine)) resolve();
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  let stopping = false;
  const onAbandon = () => {
    stopping = true;
    child.kill(stopSignal);
  };
  abandon?.addEventListener('abort', onAbandon, { once: true });
  const exited = once(child, 'exit').then(([code, signal]) => {
    if (!stopping) console.error(`gavel: ${name} ended with ${code ?? signal}; the end of its log:\n${log}`);
    reject(new Error(`${name} ended with ${code ?? signal} instead of starting`));
    // One that could not be started has no end: nobody awaits it, since `ready` tells.
  }, reject);
  // A server that ends at once breaks this pipe; why it ended is told by its log.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  await ready.finally(() => abandon?.removeEventListener('abort', onAbandon));
  return {
    pid: child.pid as number,
    exited,
    async stop(signal = stopSignal) {
      stopping = true;
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exited;
    },
  };
}

/**
 * The beginning of the command of a server whose data is in `dir`: it waits until none of the processes of the
 * server before is left there. One whose `gavel up` was killed takes a moment to end, and would write beside the new
 * one. They hold the lock by a descriptor that they inherit, so the kernel frees it at the end of the last of them,
 * however that came; their pids say less, since they may be zombies by now, or other programs. If this process dies while one
 * waits, that one dies too; what is run may ask for another signal then.
 */
export function aloneIn(dir: string): [string, ...string[]] {
  return [
    'setpriv',
    '--pdeathsig',
    'KILL',
    '--',
    'flock',
    '--verbose',
    '--no-fork',
    '--wait',
    '30',
    join(dir, 'lock'),
  ];
}

/** Runs a program to its end. @throws Error with its output when it fails. */
export async function runToEnd(argv: [string, ...string[]]): Promise<string> {
  const [file, ...args] = argv;
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${argv.join(' ')} failed with ${code}:\n${output}`);
  return output;
}
