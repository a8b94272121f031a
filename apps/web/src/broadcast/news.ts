import type { Broadcast } from '@gavel/contract';

export type NewsItem = Pick<Broadcast, 'id' | 'type' | 'coins' | 'message'>;

/** On a browser that shows news for the first time, older ones are history. */
const FIRST_VISIT_MS = 24 * 3600 * 1000;

/**
 * What admins gave and told to everybody and this user has not put away yet. What was put away is kept in the browser:
 * ids sort by time, so one id stands for all that came before it.
 */
export class News {
  #items: readonly NewsItem[] = [];
  #userId: string | null = null;
  /** What was missed is known: until then something older than what is shown may have to be. */
  #caughtUp = false;
  readonly #known = new Set<string>();
  readonly #listeners = new Set<() => void>();
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage;
  }

  /** Newest first. */
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
    this.#caughtUp = false;
    this.#show([]);
  }

  /** This user is here no more: some news were for the participants of an event alone. */
  close(): void {
    this.#show([]);
  }

  /** false: it came before, e.g. because it was published twice. */
  tell(item: NewsItem): boolean {
    if (this.#known.has(item.id)) return false;
    this.#known.add(item.id);
    // Another tab may have put it away while this one was cut off.
    if (!isRead(this.#read(), item.id)) this.#show([...this.#items, item]);
    return true;
  }

  /** What was given and told while this browser was away. */
  catchUp(broadcasts: readonly Broadcast[], now = Date.now()): void {
    this.#caughtUp = true;
    const read = this.#read();
    const isFirst = read.upTo === '' && read.also.length === 0;
    const isNew = ({ id, createdAt }: Broadcast) =>
      !isRead(read, id) && (!isFirst || now - Date.parse(createdAt) < FIRST_VISIT_MS);
    const missed = broadcasts.filter((one) => !this.#known.has(one.id));
    for (const { id } of missed) this.#known.add(id);
    this.#show([...this.#items, ...missed.filter(isNew)]);
  }

  putAway(...ids: readonly string[]): void {
    this.#show(this.#items.filter(({ id }) => !ids.includes(id)));
    const { upTo, also } = this.#read();
    const away = [upTo, ...also, ...ids].sort();
    const oldestShown = this.#items.at(-1)?.id;
    const older = away.findLast((one) => oldestShown === undefined || one < oldestShown) ?? '';
    const covered = this.#caughtUp ? older : upTo;
    this.#keep('news', [covered, ...away.filter((one) => one > covered)].join(' '));
  }

  putAllAway(): void {
    this.putAway(...this.#items.map(({ id }) => id));
  }

  /** Another tab has put something away. */
  readElsewhere(): void {
    const read = this.#read();
    this.#show(this.#items.filter(({ id }) => !isRead(read, id)));
  }

  /** Whether the coins of this grant, or of a later one, have been seen to fall on this device. */
  hasFallen(id: string): boolean {
    return (this.#kept('fallen') ?? '') >= id;
  }

  fell(id: string): void {
    if (!this.hasFallen(id)) this.#keep('fallen', id);
  }

  #show(items: readonly NewsItem[]): void {
    if (items.length === 0 && this.#items.length === 0) return;
    this.#items = items.toSorted((a, b) => (a.id < b.id ? 1 : -1));
    for (const listener of this.#listeners) listener();
  }

  #read(): Read {
    const [upTo = '', ...also] = (this.#kept('news') ?? '').split(' ');
    return { upTo, also };
  }

  #kept(what: Kept): string | null {
    try {
      return this.#storage.getItem(`gavel:${what}:${this.#userId}`);
    } catch {
      return null; // Storage is blocked: everything of the last day is new.
    }
  }

  #keep(what: Kept, value: string): void {
    try {
      this.#storage.setItem(`gavel:${what}:${this.#userId}`, value);
    } catch {
      // Storage may be blocked or full: it is put away for as long as the page lasts.
    }
  }
}

type Kept = 'news' | 'fallen';

/** All up to one (empty: none), and some that came after it. */
interface Read {
  readonly upTo: string;
  readonly also: readonly string[];
}

const isRead = ({ upTo, also }: Read, id: string): boolean => id <= upTo || also.includes(id);
