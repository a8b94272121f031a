import type { Broadcast } from '@gavel/contract';

export type NewsItem = Pick<Broadcast, 'id' | 'type' | 'coins' | 'message'>;

/** On a browser that shows news for the first time, older ones are history. */
const FIRST_VISIT_MS = 24 * 3600 * 1000;
const SHOWN_AT_ONCE = 4;

/**
 * What admins gave and told to everybody and this user has not put away yet. Ids sort by time, so one id says which
 * are read: the last that was put away, kept in the browser.
 */
export class News {
  #items: readonly NewsItem[] = [];
  #userId: string | null = null;
  readonly #known = new Set<string>();
  readonly #listeners = new Set<() => void>();
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage;
  }

  /** Oldest first. */
  get items(): readonly NewsItem[] {
    return this.#items;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Begins anew for this user. */
  open(userId: string): void {
    this.#userId = userId;
    this.#known.clear();
    this.#show([]);
  }

  /** false: it came before, e.g. because it was published twice. */
  tell(item: NewsItem): boolean {
    if (this.#known.has(item.id)) return false;
    this.#known.add(item.id);
    this.#show([...this.#items, item]);
    return true;
  }

  /** What was given and told while this browser was away. */
  catchUp(broadcasts: readonly Broadcast[], now = Date.now()): void {
    const read = this.#readUpTo();
    const isNew = ({ id, createdAt }: Broadcast) =>
      read === null ? now - Date.parse(createdAt) < FIRST_VISIT_MS : id > read;
    const missed = broadcasts.filter((one) => !this.#known.has(one.id));
    for (const { id } of missed) this.#known.add(id);
    this.#show([...this.#items, ...missed.filter(isNew)]);
  }

  putAway(id: string): void {
    const read = this.#readUpTo();
    if (read === null || id > read) this.#keepRead(id);
    this.#show(this.#items.filter((item) => item.id !== id));
  }

  /** Another tab has put something away. */
  readElsewhere(): void {
    const read = this.#readUpTo();
    if (read !== null) this.#show(this.#items.filter(({ id }) => id > read));
  }

  #show(items: readonly NewsItem[]): void {
    const ordered = items.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(-SHOWN_AT_ONCE);
    if (ordered.length === 0 && this.#items.length === 0) return;
    this.#items = ordered;
    for (const listener of this.#listeners) listener();
  }

  get #key(): string {
    return `gavel:news:${this.#userId}`;
  }

  #readUpTo(): string | null {
    try {
      return this.#storage.getItem(this.#key);
    } catch {
      return null; // Storage is blocked: everything of the last day is new.
    }
  }

  #keepRead(id: string): void {
    try {
      this.#storage.setItem(this.#key, id);
    } catch {
      // Storage may be blocked or full: it is put away for as long as the page lasts.
    }
  }
}
