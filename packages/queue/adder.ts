import type { NewJob } from './types.ts';

interface Waiting {
  readonly job: NewJob;
  readonly resolve: (added: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers jobs that are added in one go into one call; each still has its own answer. While a call is under way those of a
 * whole turn of the event loop are gathered; a lone job is not held up.
 */
export class Adder {
  readonly #send: (jobs: readonly NewJob[]) => Promise<boolean[]>;
  #waiting: Waiting[] = [];
  #underWay = 0;

  constructor(send: (jobs: readonly NewJob[]) => Promise<boolean[]>) {
    this.#send = send;
  }

  add(job: NewJob): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    if (this.#waiting.push({ job, resolve, reject }) === 1) {
      const flush = () => void this.#flush();
      if (this.#underWay === 0) queueMicrotask(flush);
      else setImmediate(flush);
    }
    return promise;
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#underWay++;
    try {
      const added = await this.#send(waiting.map(({ job }) => job));
      for (const [i, { resolve }] of waiting.entries()) resolve(added[i] as boolean);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    } finally {
      this.#underWay--;
    }
  }
}
