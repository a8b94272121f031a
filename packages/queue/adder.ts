import type { NewJob } from './types.ts';

interface Waiting {
  readonly job: NewJob;
  readonly resolve: (added: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Sends a lone job at once. While a call is under way the jobs of a whole turn of the event loop are gathered into the next
 * one; each still has its own answer.
 */
export class Adder {
  readonly #send: (jobs: readonly NewJob[]) => Promise<boolean[]>;
  #waiting: Waiting[] = [];
  #underWay = 0;

  constructor(send: (jobs: readonly NewJob[]) => Promise<boolean[]>) {
    this.#send = send;
  }

  async add(job: NewJob): Promise<boolean> {
    if (this.#underWay === 0 && this.#waiting.length === 0) return (await this.#call([job]))[0] as boolean;
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    if (this.#waiting.push({ job, resolve, reject }) === 1) setImmediate(() => void this.#flush());
    return promise;
  }

  /** Never rejects. */
  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      const added = await this.#call(waiting.map(({ job }) => job));
      for (const [i, { resolve }] of waiting.entries()) resolve(added[i] as boolean);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  async #call(jobs: readonly NewJob[]): Promise<boolean[]> {
    this.#underWay++;
    try {
      return await this.#send(jobs);
    } finally {
      this.#underWay--;
    }
  }
}
