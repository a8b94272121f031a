import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

interface Answer {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/** A process of a bench that answers questions. It ends with its parent. */
export class Child {
  readonly #process: ChildProcess;
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>();
  #count = 0;

  constructor(file: string, args: string[] = []) {
    this.#process = fork(join(import.meta.dirname, file), args, { execArgv: ['--expose-gc'] });
    this.#asked.set(0, Promise.withResolvers());
    this.#process.on('message', ({ id, answer, error }: Answer) => {
      const asked = this.#asked.get(id);
      this.#asked.delete(id);
      if (error === undefined) asked?.resolve(answer);
      else asked?.reject(new Error(error));
    });
    this.#process.on('exit', (code, signal) => {
      for (const { reject } of this.#asked.values()) reject(new Error(`${file} ended: ${code ?? signal}`));
    });
  }

  /** What it says of itself when it is ready. */
  greeting(): Promise<unknown> {
    return this.#asked.get(0)?.promise ?? Promise.resolve();
  }

  ask(order: unknown): Promise<unknown> {
    const id = ++this.#count;
    const asked = Promise.withResolvers<unknown>();
    this.#asked.set(id, asked);
    this.#process.send({ id, order });
    return asked.promise;
  }

  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    for (const { promise } of this.#asked.values()) promise.catch(() => {});
    const ended = once(this.#process, 'exit');
    this.#process.kill(signal);
    await ended;
  }
}
