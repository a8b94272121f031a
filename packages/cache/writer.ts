import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { encode, type Kept } from './entry.ts';
import { CacheError } from './errors.ts';
import { remember } from './outbox.ts';
import type { CacheRedis } from './redis.ts';
import { rootOf } from './scripts.ts';
import type { Change, Database } from './types.ts';

/** A marker is believed for so many times the longest transaction: see `limits`. */
const MARKER_LIVES = 3;
/** Milliseconds that a value is seen before its commit, if nobody confirms it. */
export const PROVISIONAL_MS = 3_000;
const BUSY_PAUSE_MS = 20;

/** An entry in a write. */
interface Held<Tx> extends Change<Tx> {
  readonly root: string;
  alone: boolean;
  /** Empty: nothing is put. */
  kept: Kept;
}

const NOTHING: Kept = { text: '', lifeMs: 0 };

/** The three write orders. Each entry is a protocol of its own: a write of several needs no script over all of them. */
export class Writer<Tx> {
  readonly #redis: CacheRedis;
  readonly #database: Database<Tx>;
  readonly #onError: (error: Error) => void;

  constructor(redis: CacheRedis, database: Database<Tx>, onError: (error: Error) => void) {
    this.#redis = redis;
    this.#database = database;
    this.#onError = onError;
  }

  async write<T>(changes: readonly Change<Tx>[], work: (tx: Tx) => Promise<T>): Promise<T> {
    const writer = randomUUID();
    const entries = entriesOf(changes);
    const writeMs = Math.max(...entries.map(({ resource }) => resource.writeMs));
    const startedAt = performance.now();
    let redisIsThere = await this.#begin(entries, writer, writeMs);
    let commits = false;
    let result: T;
    try {
      result = await this.#database.transaction(async (tx) => {
        await limit(this.#database, tx, writeMs);
        const answer = await work(tx);
        redisIsThere &&= await this.#prepare(entries, writer, tx);
        if (!redisIsThere) await remember(this.#database, tx, entries);
        if (performance.now() - startedAt > writeMs) throw tooSlow(writeMs);
        commits = true;
        return answer;
      });
    } catch (error) {
      // Once a commit was sent nobody knows whether it comes: the marker stays until it can come no more.
      if (!commits) await this.#end(entries.map(withoutValue), writer);
      throw error;
    }
    if (redisIsThere) await this.#end(entries, writer);
    return result;
  }

  /** False: Redis is away, and all that is changed may be written without it. */
  async #begin(entries: readonly Held<Tx>[], writer: string, writeMs: number): Promise<boolean> {
    const begun: Held<Tx>[] = [];
    try {
      // One after the other, in the order of their names: two writers that exclude each other do not lock up.
      for (const entry of entries.filter(isExclusive)) {
        await this.#beginOne(entry, writer, writeMs);
        begun.push(entry);
      }
      const rest = entries.filter((entry) => !isExclusive(entry));
      await Promise.all(rest.map((entry) => this.#beginOne(entry, writer, writeMs)));
      return true;
    } catch (error) {
      if (goesOn(entries, error)) return false;
      // Where Redis is away, the markers that it may have taken in expire.
      if (isBusy(error)) await this.#end(begun, writer);
      throw error;
    }
  }

  async #beginOne(entry: Held<Tx>, writer: string, writeMs: number): Promise<void> {
    const deadline = performance.now() + writeMs / 2;
    const markerMs = writeMs * MARKER_LIVES;
    for (;;) {
      const reply = await this.#redis.begin(entry.root, writer, markerMs, isExclusive(entry));
      entry.alone = reply === 'alone';
      if (reply !== 'busy') return;
      if (performance.now() > deadline) {
        throw new CacheError(
          'cache-busy',
          `others are writing ${entry.resource.name} ${entry.id}: try again`,
        );
      }
      await delay(BUSY_PAUSE_MS * (0.5 + Math.random()));
    }
  }

  /** The new values; those of `cache-first` are seen from here on. False as in `begin`. */
  async #prepare(entries: readonly Held<Tx>[], writer: string, tx: Tx): Promise<boolean> {
    for (const entry of entries) {
      const { resource, value } = entry;
      if (!value || resource.order === 'invalidate-first') continue;
      entry.kept = await encode(resource, await value(tx));
      if (resource.order !== 'cache-first') continue;
      try {
        if (!(await this.#provide(entry, writer))) throw tooSlow(resource.writeMs);
      } catch (error) {
        if (goesOn(entries, error)) return false;
        throw error;
      }
    }
    return true;
  }

  /** What is provided must be gone before the marker is: it was provided within `writeMs` of it. */
  #provide({ root, resource, kept }: Held<Tx>, writer: string): Promise<boolean> {
    const lifeMs = Math.min(PROVISIONAL_MS, resource.writeMs, kept.lifeMs);
    return this.#redis.provide(root, writer, kept.text, lifeMs);
  }

  /** If Redis does not answer, the markers keep readers away from it until only the new row can be read. */
  async #end(entries: readonly Held<Tx>[], writer: string): Promise<void> {
    const ends = entries.map(async ({ root, alone, kept }) => {
      const { text, lifeMs } = alone ? kept : NOTHING;
      await this.#redis.end(root, writer, text, lifeMs);
    });
    for (const end of await Promise.allSettled(ends)) {
      if (end.status === 'rejected') this.#onError(end.reason);
    }
  }
}

/** Each once, in the order of their names. */
function entriesOf<Tx>(changes: readonly Change<Tx>[]): Held<Tx>[] {
  const byRoot = new Map<string, Held<Tx>>();
  for (const change of changes) {
    const root = rootOf(change.resource.name, change.id);
    byRoot.set(root, { ...change, root, alone: false, kept: NOTHING });
  }
  return [...byRoot.values()].sort((a, b) => (a.root < b.root ? -1 : 1));
}

function isExclusive<Tx>({ resource, value }: Change<Tx>): boolean {
  return resource.order === 'cache-first' && value !== undefined;
}

const withoutValue = <Tx>(entry: Held<Tx>): Held<Tx> => ({ ...entry, kept: NOTHING });

/**
 * A commit must not come after the marker. It is sent within `writeMs` of the marker; Postgres ends a session that then
 * stays silent for `writeMs`, so a commit that is late on its way finds nothing to commit; the third `writeMs` is for the
 * commit itself. From version 17 on Postgres bounds the whole as well.
 */
async function limit<Tx>(database: Database<Tx>, tx: Tx, writeMs: number): Promise<void> {
  const limits = `select set_config('statement_timeout', $1, true),
    set_config('idle_in_transaction_session_timeout', $1, true),
    case when current_setting('server_version_num')::int >= 170000
      then set_config('transaction_timeout', $2, true) end`;
  await database.query(tx, limits, [String(writeMs), String(2 * writeMs)]);
}

const isBusy = (error: unknown) => error instanceof CacheError && error.code === 'cache-busy';

/** Whether Redis is away, and all that is changed may be written without it. */
function goesOn<Tx>(entries: readonly Held<Tx>[], error: unknown): boolean {
  const away = error instanceof CacheError && error.code === 'cache-unavailable';
  return away && entries.every(({ resource }) => resource.withoutRedis === 'go-on');
}

const tooSlow = (writeMs: number) =>
  new CacheError(
    'cache-write-too-slow',
    `the write was rolled back: it took more than ${writeMs} ms, or its entry was cleared meanwhile; try again`,
  );
