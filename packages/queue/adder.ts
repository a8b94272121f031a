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
  readonly #sendOne: (job: NewJob) => Promise<boolean>;
  readonly #send: (jobs: readonly NewJob[]) => Promise<boolean[]>;
  #waiting: Waiting[] = [];
  #underWay = 0;

  constructor(
    sendOne: (job: NewJob) => Promise<boolean>,
    send: (jobs: readonly NewJob[]) => Promise<boolean[]>,
  ) {
    this.#sendOne = sendOne;
    this.#send = send;
  }

  add(job: NewJob): Promise<boolean> {
    if (this.#underWay === 0 && this.#waiting.length === 0) return this.#counted(this.#sendOne(job));
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    if (this.#waiting.push({ job, resolve, reject }) === 1) setImmediate(() => void this.#flush());
    return promise;
  }

  /** Never rejects. */
  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      const jobs = waiting.map(({ job }) => job);
      const [first, second] = jobs as [NewJob, ...NewJob[]];
      const added = second
        ? await this.#counted(this.#send(jobs))
        : [await this.#counted(this.#sendOne(first))];
      for (const [i, { resolve }] of waiting.entries()) resolve(added[i] as boolean);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  #counted<T>(call: Promise<T>): Promise<T> {
    this.#underWay++;
    const end = () => {
      this.#underWay--;
    };
    call.then(end, end);
    return call;
  }
}
