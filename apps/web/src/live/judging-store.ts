import type { Submission } from '@gavel/contract';
import { foldSubmission, type Judging, type JudgingEvent, mergeSubmission } from './fold.ts';

const CAPACITY = 300;

/** Submissions by id, as far as this tab has seen them; the oldest seen are forgotten past a bound. */
export class JudgingStore {
  readonly #byId = new Map<string, Judging>();
  readonly #listeners = new Map<string, Set<() => void>>();

  get(id: string): Judging | undefined {
    return this.#byId.get(id);
  }

  /** Answers what is known after the event. */
  apply(event: JudgingEvent): Judging {
    return this.#put(foldSubmission(this.#byId.get(event.id), event));
  }

  merge(answer: Submission): Judging {
    return this.#put(mergeSubmission(this.#byId.get(answer.id), answer));
  }

  subscribe(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id);
    };
  }

  clear(): void {
    this.#byId.clear();
    for (const listeners of this.#listeners.values()) for (const listener of listeners) listener();
  }

  #put(judging: Judging): Judging {
    if (this.#byId.get(judging.id) === judging) return judging;
    this.#byId.delete(judging.id);
    this.#byId.set(judging.id, judging);
    this.#forgetOldest();
    for (const listener of this.#listeners.get(judging.id) ?? []) listener();
    return judging;
  }

  /** What is on the screen is kept. */
  #forgetOldest(): void {
    for (const id of this.#byId.keys()) {
      if (this.#byId.size <= CAPACITY) return;
      if (!this.#listeners.has(id)) this.#byId.delete(id);
    }
  }
}
