import { Loads } from './loads.ts';
import { settle } from './outbox.ts';
import { Reader } from './reader.ts';
import { CacheRedis } from './redis.ts';
import { Resource } from './resource.ts';
import { prefixOf, rootOf } from './scripts.ts';
import type { CacheOptions, Change, Counters, Database, ResourceOptions } from './types.ts';
import { Writer } from './writer.ts';

const OUTBOX_PAGE = 100;

/** Cache-aside in front of Postgres. Reads go on while Redis is away, writes as their resources say. */
export class Cache<Tx> {
  readonly #redis: CacheRedis;
  readonly #reader: Reader;
  readonly #writer: Writer<Tx>;
  readonly #database: Database<Tx>;
  readonly #onError: (error: Error) => void;
  readonly #checkShare: number;
  readonly #resources = new Map<string, Resource<unknown, Tx>>();
  readonly #background = new Set<Promise<void>>();

  constructor(options: CacheOptions<Tx>) {
    const { url, database, timeoutMs = 250, onError = () => {}, checkShare = 0.001 } = options;
    const { loads = 10, waitingLoads = 1_000, turnMs = 5_000, waitMs = 3_000, leaseMs = 2_000 } = options;
    this.#database = database;
    this.#onError = onError;
    this.#checkShare = checkShare;
    this.#redis = new CacheRedis(url, timeoutMs, onError);
    this.#reader = new Reader(this.#redis, new Loads({ loads, waitingLoads, turnMs }), { waitMs, leaseMs });
    this.#writer = new Writer(this.#redis, database, onError);
  }

  /** Declares what is read through the cache, once for each name. */
  resource<T>(options: ResourceOptions): Resource<T, Tx> {
    if (this.#resources.has(options.name)) throw new Error(`the resource "${options.name}" is there already`);
    const resource = new Resource<T, Tx>(options, {
      reader: this.#reader,
      checkShare: this.#checkShare,
      background: (work) => this.#later(work),
    });
    this.#resources.set(options.name, resource as Resource<unknown, Tx>);
    return resource;
  }

  /**
   * Runs `work` in a transaction that the cache bounds, and changes the entries in the order that each resource says.
   * When it resolves the write is committed, and reads that begin from then on see it. @throws CacheError, see its codes
   */
  async write<T>(changes: readonly Change<Tx>[], work: (tx: Tx) => Promise<T>): Promise<T> {
    const result = await this.#writer.write(changes, work);
    for (const { resource } of changes) this.#counters(resource.name).invalidations++;
    return result;
  }

  /** Forgets all entries of a resource; gives how many there were, null if there is no such resource. */
  async clear(name: string): Promise<number | null> {
    const resource = this.#resources.get(name);
    if (!resource) return null;
    const roots = await this.#redis.roots(prefixOf(name));
    const cleared = await Promise.all(roots.map((root) => this.#redis.clear(root)));
    const count = cleared.filter(Boolean).length;
    resource.counters.invalidations += count;
    return count;
  }

  /** Clears what was written while Redis was away. To be called now and then, by any process; gives how many entries. */
  async settle(): Promise<number> {
    return settle(this.#database, OUTBOX_PAGE, ({ resource, id }) => this.#redis.clear(rootOf(resource, id)));
  }

  /** What each resource has counted in this process. */
  stats(): { options: Required<ResourceOptions>; counters: Readonly<Counters> }[] {
    return [...this.#resources.values()].map(({ options, counters }) => ({
      options,
      counters: { ...counters },
    }));
  }

  /** Waits for what goes on in the background; calls under way reject with `cache-closed`. */
  async close(): Promise<void> {
    this.#redis.close();
    await Promise.all(this.#background);
  }

  #counters(name: string): Counters {
    return (this.#resources.get(name) as Resource<unknown, Tx>).counters;
  }

  #later(work: () => Promise<void>): void {
    const running = work()
      .catch((error: Error) => this.#onError(error))
      .finally(() => this.#background.delete(running));
    this.#background.add(running);
  }
}
