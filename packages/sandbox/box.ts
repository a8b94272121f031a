import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { SandboxError } from './errors.ts';
import type { Launcher } from './launcher.ts';
import { limitNumbers } from './limits.ts';
import { Lines } from './lines.ts';
import { parseReport, type Report, toResult } from './result.ts';
import type { RunCounts, RunRequest, RunResult } from './types.ts';

/** Of a run whose program talks with another (converse.ts, native/box.h). */
export interface Link {
  readonly role: 'host' | 'guest';
  /** The program has its ends of the pipes. */
  readonly begun: () => void;
}

const baseEnv = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/tmp', LANG: 'C.UTF-8', TZ: 'UTC' };

/** One submission's box: a folder /work to compile in, then to run from. Closing it throws everything away. */
export class Box implements AsyncDisposable {
  /** A folder on the host, for outputs of runs; removed by `close`. User code cannot reach it. */
  readonly scratch: string;
  readonly #launcher: Launcher;
  readonly #socket: Socket;
  readonly #answers: Lines;
  readonly #counts: RunCounts;
  /** Runs that were sent, and those that were answered: the box numbers them too. */
  #runs = 0;
  #over = 0;
  /** When what was sent so far is answered. */
  #answered: Promise<unknown> = Promise.resolve();

  private constructor(launcher: Launcher, socket: Socket, scratch: string, counts: RunCounts) {
    this.#launcher = launcher;
    this.#counts = counts;
    this.#socket = socket;
    this.scratch = scratch;
    this.#answers = new Lines(socket);
    // A broken connection ends the lines; whoever waits for one is told then. An error comes before 'close'.
    socket.on('error', () => socket.destroy());
  }

  /** Waits until a box is free. */
  static async open(launcher: Launcher, counts: RunCounts, signal?: AbortSignal): Promise<Box> {
    const socket = await launcher.connect(signal);
    const scratch = await mkdtemp(join(launcher.folder, 'scratch-')).catch((error) => {
      socket.destroy();
      throw error;
    });
    const box = new Box(launcher, socket, scratch, counts);
    const hangUp = () => socket.destroy();
    signal?.addEventListener('abort', hangUp);
    try {
      await box.#answer();
      signal?.throwIfAborted();
      return box;
    } catch (error) {
      await box.close();
      throw signal?.aborted ? signal.reason : error;
    } finally {
      signal?.removeEventListener('abort', hangUp);
    }
  }

  /** Writes /work/NAME before the first run. */
  async put(name: string, content: string | Uint8Array): Promise<void> {
    if (this.#runs > 0) throw new SandboxError('sandbox_refused', 'files are put before the first run');
    this.#send(['put', name], content);
    await this.#inTurn(() => this.#answer());
  }

  /**
   * One program to its end. One more may be asked for meanwhile: it begins as soon as that end is told, without waiting for
   * this process's turn.
   */
  async run(request: RunRequest, link?: Link): Promise<RunResult> {
    request.signal?.throwIfAborted();
    if (this.#runs - this.#over > 1)
      throw new SandboxError('sandbox_refused', 'a box runs one program, and keeps one more waiting');
    const strings = runStrings(request, link);
    const number = ++this.#runs;
    const kill = () => this.#kill(number);
    this.#send(strings);
    request.signal?.addEventListener('abort', kill);
    try {
      const report = await this.#inTurn(() => this.#report(link));
      this.#counts.runs += 1;
      this.#counts.leftovers += report.leftovers;
      this.#counts.survivors += report.survivors;
      request.signal?.throwIfAborted();
      return toResult(report, request.limits, request.argv[0] ?? '');
    } finally {
      request.signal?.removeEventListener('abort', kill);
    }
  }

  /** Ends the program that runs now, and the one that waits; their results come as always. */
  kill(): void {
    for (let number = this.#over + 1; number <= this.#runs; number++) this.#kill(number);
  }

  /** Of the box of a conversation's host. */
  release(): void {
    this.#send(['release']);
  }

  async close(): Promise<void> {
    this.#socket.destroy();
    this.#answers.end();
    // A run that was just to begin may still make its outputs: then it is removed once more.
    await rm(this.scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 10 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #report(link?: Link): Promise<Report> {
    try {
      if (link) {
        // `begun`, or an error.
        await this.#answer();
        link.begun();
      }
      return parseReport(await this.#answer());
    } finally {
      this.#over += 1;
    }
  }

  #kill(number: number): void {
    this.#send(['kill', String(number)]);
  }

  /** Answers come in the order of what was sent. An error is for who asked, and no concern of who asks next. */
  #inTurn<T>(hear: () => Promise<T>): Promise<T> {
    const heard = this.#answered.then(hear);
    this.#answered = heard.catch(() => {});
    return heard;
  }

  /** The protocol is told in native/box.h. */
  #send(strings: string[], raw: string | Uint8Array = ''): void {
    if (this.#socket.destroyed) return;
    const frame = Buffer.concat([Buffer.from(`    ${strings.join('\0')}\0`), Buffer.from(raw)]);
    frame.writeUInt32LE(frame.length - 4);
    this.#socket.write(frame);
  }

  async #answer(): Promise<string> {
    const line = await this.#answers.next();
    if (line === null) throw this.#launcher.gone();
    if (line.startsWith('error '))
      throw new SandboxError('sandbox_refused', `the box refused: ${line.slice(6)}`);
    return line;
  }
}

function runStrings({ stage, limits, files = [], ...request }: RunRequest, link?: Link): string[] {
  const env = Object.entries({ ...baseEnv, ...request.env }).map(([name, value]) => `${name}=${value}`);
  const paths = [request.stdin, request.stdout, request.stderr].map((path) => path ?? '');
  const strings = ['run', stage, ...limitNumbers(limits).map(String), link?.role ?? 'none', ...paths];
  strings.push(
    request.note ?? '',
    (request.traced ?? true) ? '1' : '0',
    String(files.length),
    String(request.argv.length),
    ...files,
    ...request.argv,
    ...env,
  );
  if (strings.some((string) => string.includes('\0')))
    throw new SandboxError('sandbox_refused', 'arguments, environment and paths must not contain NUL');
  return strings;
}
