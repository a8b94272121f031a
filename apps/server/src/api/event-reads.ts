import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Standings } from '@gavel/contract';
import type { Store, StoredEvent } from '@gavel/store';

/** How everybody sees the standings. before: without the problems; frozen: attempts since the freeze are pending. */
export type StandingsView = 'before' | 'open' | 'frozen';

/** Standings, ready to be sent to any number of readers. */
export interface StandingsPage {
  readonly standings: Standings;
  readonly etag: string;
  readonly json: string;
  readonly gzipped: Buffer;
}

/** As old as a page may be. The bell rings later than this after a change, so who is told never reads an older one. */
const PAGE_MS = 500;

const compress = promisify(gzip);

/** What many read of events, and few change: the one place where it is read. */
export class EventReads {
  readonly #store: Store;
  readonly #pages = new Map<
    string,
    { readonly page: Promise<StandingsPage | null>; readonly until: number }
  >();

  constructor(store: Store) {
    this.#store = store;
  }

  list(): Promise<Omit<StoredEvent, 'description' | 'descriptionHtml'>[]> {
    return this.#store.events.list();
  }

  get(id: string): Promise<StoredEvent | null> {
    return this.#store.events.get(id);
  }

  /** Read, ranked and packed at most twice a second for each event, however many ask. null: there is no such event. */
  standings(id: string, view: StandingsView): Promise<StandingsPage | null> {
    const now = performance.now();
    const key = `${id} ${view}`;
    const kept = this.#pages.get(key);
    if (kept && kept.until > now) return kept.page;
    for (const [old, { until }] of this.#pages) if (until <= now) this.#pages.delete(old);
    const page = this.#pack(id, view);
    this.#pages.set(key, { page, until: now + PAGE_MS });
    // What failed is not kept for those who ask next.
    page.catch(() => this.#pages.delete(key));
    return page;
  }

  async #pack(id: string, view: StandingsView): Promise<StandingsPage | null> {
    const read = await this.#store.standings.read(id, { frozen: view === 'frozen' });
    if (!read) return null;
    const standings = view === 'before' ? { ...read, problems: [] } : read;
    const json = JSON.stringify(standings);
    const etag = `"${createHash('sha256').update(json).digest('base64url').slice(0, 22)}"`;
    return { standings, etag, json, gzipped: await compress(json, { level: 4 }) };
  }
}
