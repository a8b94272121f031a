import type { Reader } from './reader.ts';
import { rootOf } from './scripts.ts';
import type { Change, Counters, ResourceOptions } from './types.ts';
import { PROVISIONAL_MS } from './writer.ts';

interface Means {
  readonly reader: Reader;
  readonly checkShare: number;
  /** Runs what no caller waits for. */
  readonly background: (work: () => Promise<void>) => void;
}

const defaults = {
  lifeMs: 10 * 60_000,
  staleMs: 0,
  absentMs: 10_000,
  order: 'invalidate-first',
  writeMs: 5_000,
  withoutRedis: 'refuse',
} as const;

/** A kind of value that is read through the cache, by id. Values are JSON; a reader must not change what it is given. */
export class Resource<T, Tx> {
  readonly options: Required<ResourceOptions>;
  readonly counters: Counters = {
    ...{ hits: 0, misses: 0, loads: 0, loadMs: 0, waits: 0, staleServed: 0, invalidations: 0 },
    ...{ fills: 0, fillsRefused: 0, fillsLate: 0, bypasses: 0 },
    ...{ checks: 0, differences: 0, oldestDifferenceMs: 0 },
  };
  readonly #means: Means;

  constructor(options: ResourceOptions, means: Means) {
    if (!/^[a-z-]+$/.test(options.name)) throw new Error(`"${options.name}" is no name: use a-z and dashes`);
    this.options = { ...defaults, ...options };
    this.#means = means;
  }

  /**
   * The value, or null. `load` reads it from the database, on a connection that sees every commit at once.
   * @throws what `load` throws, or CacheError `cache-overloaded`
   */
  async read(id: string, load: () => Promise<T | null>): Promise<T | null> {
    const { reader, background, checkShare } = this.#means;
    const { options: resource, counters } = this;
    const place = { resource, counters, load, root: rootOf(resource.name, id) };
    const entry = await reader.lookUp<T>(place.root);
    if (entry === 'away') return reader.bypass(place);
    if (!entry) {
      counters.misses++;
      return reader.miss(place);
    }
    counters.hits++;
    if (resource.staleMs > 0 && Date.now() > entry.freshUntil) {
      counters.staleServed++;
      background(() => reader.refresh(place));
    } else if (Math.random() < checkShare && Date.now() - entry.storedAt > PROVISIONAL_MS) {
      background(() => reader.check(place, entry));
    }
    return entry.value;
  }

  /** For `write`: this entry changes. `value` is the new one, see `Change`. */
  change(id: string, value?: (tx: Tx) => Promise<T | null>): Change<Tx> {
    return { resource: this.options, id, ...(value && { value }) };
  }
}
