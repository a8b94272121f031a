import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { WorkerAnswer, WorkerOrder, WorkerReady } from './worker.ts';

/** A worker of a given size in a process of its own. */
export class WorkerClient implements AsyncDisposable {
  /** Where its launcher listens. */
  readonly socket: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, socket: string) {
    this.#child = child;
    this.socket = socket;
  }

  static async start(home: string, memoryMb: number): Promise<WorkerClient> {
    const child = fork(join(import.meta.dirname, 'worker.ts'), [home, String(memoryMb)]);
    const { socket } = await answerOf<WorkerReady>(child);
    return new WorkerClient(child, socket);
  }

  async order(order: WorkerOrder): Promise<WorkerAnswer> {
    this.#child.send(order);
    return answerOf<WorkerAnswer>(this.#child);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.disconnect();
    await once(this.#child, 'exit');
  }
}

/** The next message; throws when the process ends instead. */
function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => {
      child.off('message', hear);
      reject(new Error('the worker of the bench ended'));
    };
    const hear = (answer: unknown) => {
      child.off('exit', end);
      resolve(answer as T);
    };
    child.once('message', hear).once('exit', end);
  });
}
