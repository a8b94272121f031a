import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Cache, Resource } from '@gavel/cache';
import type { Standings } from '@gavel/contract';
import type { StoreTransaction } from '@gavel/store';
import { type EventFields, type ListedEvent, newId, type Store, type StoredEvent } from '@gavel/store';
import type { Settings } from '../settings.ts';

/** How everybody sees the standings. before: without the problems; frozen: attempts since the freeze are pending. */
export type StandingsView = 'before' | 'open' | 'frozen';

/** Standings, ready to be sent to any number of readers. */
export interface StandingsPage {
  readonly standings: Standings;
  readonly etag: string;
  readonly json: string;
  readonly gzipped: Buffer;
}

interface Means {
  readonly store: Store;
  readonly cache: Cache<StoreTransaction>;
  readonly settings: Pick<Settings, 'eventsOrder'>;
}

/**
 * Standings change with every verdict: they are not invalidated, they live shortly. Both lives together, and 750 ms to
 * load them, are less than the delay of the bell, so that who is told of a change does not read what was before it.
 */
const STANDINGS_MS = 500;
const PAGE_MS = 250;

const ALL = 'all';
const compress = promisify(gzip);

/** What many read of events and few change: all of it is read and written here, through the cache. */
export class CachedEvents {
  readonly #store: Store;
  readonly #cache: Cache<StoreTransaction>;
  readonly #lists: Resource<ListedEvent[], StoreTransaction>;
  readonly #events: Resource<StoredEvent, StoreTransaction>;
  readonly #standings: Resource<Standings, StoreTransaction>;
  readonly #pages = new Map<
    string,
    { readonly page: Promise<StandingsPage | null>; readonly until: number }
  >();

  constructor({ store, cache, settings }: Means) {
    this.#store = store;
    this.#cache = cache;
    const options = { order: settings.eventsOrder, withoutRedis: 'go-on' } as const;
    this.#lists = cache.resource({ name: 'event-list', ...options });
    this.#events = cache.resource({ name: 'event', ...options });
    this.#standings = cache.resource({ name: 'standings', lifeMs: STANDINGS_MS, absentMs: 0 });
  }

  async list(): Promise<ListedEvent[]> {
    return (await this.#lists.read(ALL, () => this.#store.events.list())) ?? [];
  }

  get(id: string): Promise<StoredEvent | null> {
    return this.#events.read(id, () => this.#store.events.get(id));
  }

  async create(event: EventFields): Promise<string> {
    const id = newId();
    await this.#write([id], (tx) => this.#store.events.create(tx, id, event));
    return id;
  }

  change(id: string, change: Partial<EventFields>) {
    return this.#write([id], (tx) => this.#store.events.change(tx, id, change));
  }

  remove(id: string) {
    return this.#write([id], (tx) => this.#store.events.remove(tx, id));
  }

  reveal(id: string) {
    return this.#write([id], (tx) => this.#store.events.reveal(tx, id));
  }

  /** To be called when a problem was stored: events hold its title. */
  async problemChanged(slug: string): Promise<void> {
    const ids = await this.#store.events.having(slug);
    if (ids.length > 0) await this.#write(ids, async () => {});
  }

  /** Ranked and packed a few times a second at most, however many ask. null: there is no such event. */
  standings(id: string, view: StandingsView): Promise<StandingsPage | null> {
    const now = performance.now();
    const key = `${id}:${view}`;
    const kept = this.#pages.get(key);
    if (kept && kept.until > now) return kept.page;
    for (const [old, { until }] of this.#pages) if (until <= now) this.#pages.delete(old);
    const page = this.#pack(id, view);
    this.#pages.set(key, { page, until: now + PAGE_MS });
    // What failed is not kept for those who ask next.
    page.catch(() => this.#pages.delete(key));
    return page;
  }

  #write<T>(ids: readonly string[], work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    const { events } = this.#store;
    const changes = ids.map((id) => this.#events.change(id, (tx) => events.get(id, tx)));
    return this.#cache.write([this.#lists.change(ALL, (tx) => events.list(tx)), ...changes], work);
  }

  async #pack(id: string, view: StandingsView): Promise<StandingsPage | null> {
    const frozen = view === 'frozen';
    const load = () => this.#store.standings.read(id, { frozen });
    const read = await this.#standings.read(`${id}:${frozen ? 'frozen' : 'open'}`, load);
    if (!read) return null;
    const standings = view === 'before' ? withoutProblems(read) : read;
    const json = JSON.stringify(standings);
    const etag = `"${createHash('sha256').update(json).digest('base64url').slice(0, 22)}"`;
    return { standings, etag, json, gzipped: await compress(json, { level: 4 }) };
  }
}

/** Not even how many there are. */
function withoutProblems(standings: Standings): Standings {
  return { ...standings, problems: [], rows: standings.rows.map((row) => ({ ...row, cells: [] })) };
}
