import { overloaded } from './errors.ts';

interface Bounds {
  readonly loads: number;
  readonly waitingLoads: number;
  readonly turnMs: number;
}

interface Waiting {
  start(): void;
}

interface Current {
  /** Resolves when the load that runs has ended, however it did. */
  readonly done: Promise<void>;
  /** What callers share who came meanwhile. */
  next: Promise<unknown> | null;
}

/** Reads of the database: so many at once, so many waiting for their turn, and no longer than that. */
export class Loads {
  readonly #bounds: Bounds;
  #running = 0;
  readonly #waiting = new Set<Waiting>();
  readonly #byKey = new Map<string, Current>();

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** @throws CacheError `cache-overloaded` */
  async run<T>(load: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#bounds.loads) await this.#turn();
    else this.#running++;
    try {
      return await load();
    } finally {
      const [next] = this.#waiting;
      if (next) next.start();
      else this.#running--;
    }
  }

  /**
   * The result of a load that begins after this call: one that runs already may have read before the last write. Callers
   * who come while one runs share the next, so there is one at a time for each key.
   */
  shared<T>(key: string, load: () => Promise<T>): Promise<T> {
    const current = this.#byKey.get(key);
    if (!current) return this.#begin(key, load);
    current.next ??= current.done.then(() => this.#begin(key, load));
    return current.next as Promise<T>;
  }

  #begin<T>(key: string, load: () => Promise<T>): Promise<T> {
    const result = this.run(load);
    const settled = result.then(
      () => {},
      () => {},
    );
    const entry: Current = { done: settled, next: null };
    this.#byKey.set(key, entry);
    void settled.then(() => {
      if (entry.next === null) this.#byKey.delete(key);
    });
    return result;
  }

  /** Resolves with the place of a load that ended. */
  #turn(): Promise<void> {
    const { waitingLoads, turnMs } = this.#bounds;
    if (this.#waiting.size >= waitingLoads) return Promise.reject(overloaded());
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      clearTimeout(timer);
      this.#waiting.delete(waiting);
    };
    const timer = setTimeout(() => {
      leave();
      reject(overloaded());
    }, turnMs);
    const waiting: Waiting = {
      start() {
        leave();
        resolve();
      },
    };
    this.#waiting.add(waiting);
    return promise;
  }
}
