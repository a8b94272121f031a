/** What becomes of the cache when, in a write. See the README for what each promises. */
export type WriteOrder = 'invalidate-first' | 'cache-first' | 'database-first';

/** Runs the transactions of writes. All writers of a cached row go through it. */
export interface Database<Tx> {
  /** One READ COMMITTED transaction: committed when `work` resolves, rolled back when it rejects; `work` runs once. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** One SQL statement with `$1`…, within it; gives its rows. */
  query(tx: Tx, text: string, values: readonly unknown[]): Promise<readonly object[]>;
}

export interface CacheOptions<Tx> {
  /** `redis://…`. The cache opens its own connection and keeps trying to connect until it is closed. */
  readonly url: string;
  readonly database: Database<Tx>;
  /** Loads at once in this process. Default 10. */
  readonly loads?: number;
  /** Loads that wait for that; more are refused with `cache-overloaded`. Default 1,000. */
  readonly waitingLoads?: number;
  /** Milliseconds that a read waits for Redis, for another's load, and for its turn to load. Defaults 250, 3,000, 5,000. */
  readonly timeoutMs?: number;
  readonly waitMs?: number;
  readonly turnMs?: number;
  /** Milliseconds that a reader may take to load before another may. Default 2,000. */
  readonly leaseMs?: number;
  /** Share of hits that are compared with the database. Default 0.001. */
  readonly checkShare?: number;
  /** Told of what no caller is told of: connection errors, background work that failed. */
  readonly onError?: (error: Error) => void;
}

export interface ResourceOptions {
  /** Small letters and dashes. Change it when the shape of the values changes. */
  readonly name: string;
  /** Milliseconds that a value is fresh, up to a tenth less by chance. Default 600,000. */
  readonly lifeMs?: number;
  /** Milliseconds after that in which it is still served while one reader refreshes it. Default 0. */
  readonly staleMs?: number;
  /** Milliseconds that "there is none" is kept. Default 10,000; 0: not at all. */
  readonly absentMs?: number;
  /** Default `invalidate-first`. All processes give the same. */
  readonly order?: WriteOrder;
  /** Milliseconds that a transaction of `write` may take before it is rolled back. Default 5,000. */
  readonly writeMs?: number;
  /** `refuse` (default): the write rejects. `go-on`: it is made, and the entry is cleared when Redis is back. */
  readonly withoutRedis?: 'refuse' | 'go-on';
}

/** One entry that a write changes. */
export interface Change<Tx> {
  readonly resource: Required<ResourceOptions>;
  readonly id: string;
  /**
   * The new value (null: there is none), read through `tx` after the statements of the write and before its commit.
   * Used by `cache-first` and `database-first`; without it they invalidate.
   */
  readonly value?: (tx: Tx) => Promise<unknown>;
}

/** Of one resource in this process, since its start. */
export interface Counters {
  hits: number;
  misses: number;
  /** Reads of the database, and the milliseconds they took together. */
  loads: number;
  loadMs: number;
  /** Misses that waited for another's load. */
  waits: number;
  /** Past their life, served while one reader refreshes. */
  staleServed: number;
  /** Entries that writes invalidated or replaced, and that were cleared. */
  invalidations: number;
  fills: number;
  /** Loads that were not put because a writer had begun, or their lease had lived. */
  fillsRefused: number;
  fillsLate: number;
  /** Loads without a lease: a writer was busy, Redis away, or waiting took too long. */
  bypasses: number;
  /** Hits that were compared with the database, those that differed, and the age of the oldest of these in ms. */
  checks: number;
  differences: number;
  oldestDifferenceMs: number;
}
