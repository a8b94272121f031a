import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ServerProcess {
  readonly exited: Promise<void>;
  /** Sends the signal that means an orderly end to this server, and waits for it. */
  stop(): Promise<void>;
}

interface Command {
  name: string;
  argv: [string, ...string[]];
  /** Given on standard input, so that no password shows in the list of processes. */
  input?: string;
  stopSignal: NodeJS.Signals;
  /** What the server's log says once it takes connections. */
  readyLine: string;
}

/**
 * Starts a server and waits until it takes connections. It gets a session of its own, so that Ctrl-C in the
 * terminal reaches only us and we decide the order of the end.
 */
export async function startServer(command: Command): Promise<ServerProcess> {
  const [file, ...args] = command.argv;
  const child = spawn(file, args, { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const started = ready(child, command);
  // A server that ends at once breaks this pipe; why it ended is told by `started`.
  child.stdin.on('error', () => {});
  child.stdin.end(command.input ?? '');
  await started;
  return {
    exited,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill(command.stopSignal);
      await exited;
    },
  };
}

function ready(child: ChildProcess, { name, readyLine }: Command): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let log = '';
  const read = (chunk: Buffer) => {
    // Only the start is kept; later the pipes are still drained, or the server would block on them.
    if (log.length < 64 * 1024) log += chunk;
    if (log.includes(readyLine)) resolve();
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  child.once('error', reject);
  child.once('exit', (code) => reject(new Error(`${name} ended with ${code} instead of starting:\n${log}`)));
  return promise;
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
