import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';

const run = promisify(execFile);

export async function compile(source: string, folder: string, ...flags: string[]): Promise<string> {
  const program = join(folder, source.replace(/\.c$/, ''));
  await run('cc', ['-O2', ...flags, '-o', program, join(import.meta.dirname, source)]);
  return program;
}

/** The small C process that peers are started from (driver.c tells what it understands). */
export class Driver implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  static async start(folder: string): Promise<Driver> {
    const program = await compile('driver.c', folder, '-static', '-Wall', '-Wextra');
    const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child, 'spawn');
    return new Driver(child);
  }

  /** Gives the times of the answer, milliseconds. */
  async order(...words: (string | number)[]): Promise<number[]> {
    this.#child.stdin.write(`${words.join('\t')}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`the driver ended at: ${words.join(' ')}`);
    return (value as string)
      .trim()
      .split(' ')
      .map((ns) => Number(ns) / 1e6);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin.end();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
  }
}
