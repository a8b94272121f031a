import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { decode, type Entry, encode } from './entry.ts';
import { CacheError } from './errors.ts';
import type { Loads } from './loads.ts';
import type { CacheRedis } from './redis.ts';
import type { Counters, ResourceOptions } from './types.ts';

/** One entry, as a read sees it. */
export interface Place<T> {
  readonly resource: Required<ResourceOptions>;
  readonly counters: Counters;
  readonly root: string;
  readonly load: () => Promise<T | null>;
}

type Look<T> = Entry<T> | null | 'away';

interface Patience {
  readonly waitMs: number;
  readonly leaseMs: number;
}

/** What readers of this process who came to a flight may do when it has landed. */
type Landing<T> =
  /** Take it: Redis found, after they had come, that no writer had begun. */
  | { readonly kind: 'verified'; readonly value: T | null }
  /** Look again: it is there. */
  | { readonly kind: 'again' }
  /** Read the database: nothing can be put now. */
  | { readonly kind: 'direct' };

/** Milliseconds between two looks whether another process has filled; doubles up to the second. */
const POLL_MS = [5, 80] as const;

/**
 * Reads that are never older than the last write that was answered before they began. A value comes from Redis, where no
 * writer leaves an old one; or from a load of the database that began after the read; or from a load that began before, if
 * Redis has found after the read began that no writer had come in between.
 */
export class Reader {
  readonly #redis: CacheRedis;
  readonly #loads: Loads;
  readonly #patience: Patience;
  #looks = new Map<string, PromiseWithResolvers<Look<unknown>>>();
  readonly #flights = new Map<string, Promise<Landing<unknown>>>();
  readonly #refreshing = new Set<string>();

  constructor(redis: CacheRedis, loads: Loads, patience: Patience) {
    this.#redis = redis;
    this.#loads = loads;
    this.#patience = patience;
  }

  /**
   * The entry in Redis; null: there is none, or none that can be believed; 'away': go without. Reads of one turn of the
   * event loop share a call: Redis is asked after all of them have begun, so none sees less than by a call of its own.
   */
  lookUp<T>(root: string): Promise<Look<T>> {
    if (this.#looks.size === 0) process.nextTick(() => void this.#look());
    let look = this.#looks.get(root);
    if (!look) {
      look = Promise.withResolvers();
      this.#looks.set(root, look);
    }
    return look.promise as Promise<Look<T>>;
  }

  async #look(): Promise<void> {
    const looks = this.#looks;
    this.#looks = new Map();
    const texts = await this.#redis.get([...looks.keys()]).catch((error: Error) => error);
    let nth = 0;
    for (const look of looks.values()) {
      try {
        if (texts instanceof Error) look.resolve(unlessClosed(texts));
        else look.resolve(entryOf(texts[nth++] as string | null));
      } catch (error) {
        look.reject(error);
      }
    }
  }

  /** For a read that found nothing. */
  async miss<T>(place: Place<T>): Promise<T | null> {
    const deadline = performance.now() + this.#patience.waitMs;
    for (;;) {
      const flight = this.#flights.get(place.root) as Promise<Landing<T>> | undefined;
      if (!flight) return this.#fly(place, deadline);
      place.counters.waits++;
      const landing = await flight;
      if (landing.kind === 'verified') return landing.value;
      if (landing.kind === 'direct' || performance.now() > deadline) return this.bypass(place);
      const entry = await this.lookUp<T>(place.root);
      if (entry === 'away') return this.bypass(place);
      if (entry) return entry.value;
    }
  }

  /** Past the cache. */
  bypass<T>(place: Place<T>): Promise<T | null> {
    return this.#loads.shared(place.root, () => {
      place.counters.bypasses++;
      return timed(place);
    });
  }

  /**
   * Compares a value with the database. One that differs though nobody has written meanwhile was changed past `write`, or
   * this cache is wrong: it is counted with its age, and cleared.
   */
  async check<T>(place: Place<T>, entry: Entry<T>): Promise<void> {
    const loaded = JSON.stringify(await this.#loads.run(place.load));
    place.counters.checks++;
    if (loaded === entry.json) return;
    const now = await this.lookUp<T>(place.root);
    if (now === null || now === 'away' || now.storedAt !== entry.storedAt) return;
    place.counters.differences++;
    const age = Date.now() - entry.storedAt;
    place.counters.oldestDifferenceMs = Math.max(place.counters.oldestDifferenceMs, age);
    await this.#redis.clear(place.root);
  }

  /** Loads and puts a value that is there anew, unless another reader does, or a writer is busy. */
  async refresh<T>(place: Place<T>): Promise<void> {
    if (this.#refreshing.has(place.root)) return;
    this.#refreshing.add(place.root);
    try {
      const token = randomUUID();
      const [verdict] = await this.#redis.lease(place.root, token, this.#patience.leaseMs, true);
      if (verdict === 'lease') await this.#fill(place, token, () => {});
    } finally {
      this.#refreshing.delete(place.root);
    }
  }

  /** The first reader of this process at a key finds out what to do, for all who come meanwhile. */
  #fly<T>(place: Place<T>, deadline: number): Promise<T | null> {
    const { promise, resolve, reject } = Promise.withResolvers<Landing<T>>();
    promise.catch(() => {});
    this.#flights.set(place.root, promise);
    const close = () => {
      if (this.#flights.get(place.root) === promise) this.#flights.delete(place.root);
    };
    const land = (landing: Landing<T>) => {
      close();
      resolve(landing);
    };
    const flight = this.#lead(place, deadline, close, land);
    flight.catch((error) => {
      close();
      reject(error);
    });
    return flight;
  }

  async #lead<T>(
    place: Place<T>,
    deadline: number,
    close: () => void,
    land: (landing: Landing<T>) => void,
  ): Promise<T | null> {
    const token = randomUUID();
    const found = await this.#permission(place, token, deadline);
    if (found === 'lease') {
      const { value, filled } = await this.#fill(place, token, close);
      land(filled ? { kind: 'verified', value } : { kind: 'direct' });
      return value;
    }
    if (found === 'direct') {
      land({ kind: 'direct' });
      return this.bypass(place);
    }
    land({ kind: 'again' });
    return (await decode<T>(found.text)).value;
  }

  async #permission<T>(
    place: Place<T>,
    token: string,
    deadline: number,
  ): Promise<'lease' | 'direct' | { text: string }> {
    let [pauseMs] = POLL_MS as readonly [number, number];
    for (let waited = false; ; waited = true) {
      const grant = await this.#redis
        .lease(place.root, token, this.#patience.leaseMs, false)
        .catch(unlessClosed);
      if (grant === 'away' || grant[0] === 'writer') return 'direct';
      if (grant[0] === 'lease') return 'lease';
      if (grant[0] === 'hit') return { text: grant[2] };
      if (performance.now() > deadline) return 'direct';
      if (!waited) place.counters.waits++;
      await delay(pauseMs * (0.5 + Math.random()));
      pauseMs = Math.min(pauseMs * 2, POLL_MS[1]);
    }
  }

  /** `close` comes before Redis is asked: whoever reads from then on may not take what was loaded. */
  async #fill<T>(
    place: Place<T>,
    token: string,
    close: () => void,
  ): Promise<{ value: T | null; filled: boolean }> {
    const { root, resource, counters } = place;
    let value: T | null;
    try {
      value = await this.#loads.run(() => timed(place));
    } catch (error) {
      await this.#redis.fill(root, token, '', 0).catch(unlessClosed);
      throw error;
    }
    const { text, lifeMs } = await encode(resource, value);
    close();
    const outcome = await this.#redis.fill(root, token, text, lifeMs).catch(unlessClosed);
    if (outcome === 'filled') counters.fills++;
    if (outcome === 'writer') counters.fillsRefused++;
    if (outcome === 'lost') counters.fillsLate++;
    return { value, filled: outcome === 'filled' };
  }
}

async function timed<T>({ counters, load }: Place<T>): Promise<T | null> {
  counters.loads++;
  const startedAt = performance.now();
  try {
    return await load();
  } finally {
    counters.loadMs += performance.now() - startedAt;
  }
}

/** A read goes on without Redis whatever its trouble is, which `onError` has been told. */
function unlessClosed(error: unknown): 'away' {
  if (error instanceof CacheError && error.code === 'cache-closed') throw error;
  return 'away';
}

const entryOf = (text: string | null) => (text === null ? null : decode(text));
