import type { NewJob } from './types.ts';

interface Waiting {
  readonly job: NewJob;
  readonly resolve: (added: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers jobs that are added within one turn of the event loop into one call; each still has its own answer. */
export class Adder {
  readonly #send: (jobs: readonly NewJob[]) => Promise<boolean[]>;
  #waiting: Waiting[] = [];

  constructor(send: (jobs: readonly NewJob[]) => Promise<boolean[]>) {
    this.#send = send;
  }

  add(job: NewJob): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    if (this.#waiting.push({ job, resolve, reject }) === 1) setImmediate(() => void this.#flush());
    return promise;
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      const added = await this.#send(waiting.map(({ job }) => job));
      for (const [i, { resolve }] of waiting.entries()) resolve(added[i] as boolean);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}
