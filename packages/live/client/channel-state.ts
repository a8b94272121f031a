import { call } from './call.ts';

export interface LivePosition {
  readonly epoch: string;
  readonly offset: number;
}

export interface LiveHandlers<Event> {
  onEvent(event: Event, position: LivePosition): void;
  /** Messages may have been missed: read the state over HTTP. What is published from now on arrives by itself. */
  onReset(): void;
  /** Nothing gets through: read the state over HTTP. Called again a while after what it gave has ended. */
  onPoll?(): Promise<unknown>;
  /** The server refuses this channel; until the next reconnect nothing comes. */
  onError?(code: string, message: string): void;
}

interface Listener<Event> {
  readonly handlers: LiveHandlers<Event>;
  /** The last message it was given, or where it wants to begin; undefined: wherever the channel begins for it. */
  at: LivePosition | undefined;
  /** Not yet told that what follows its position follows indeed. What arrives meanwhile is not for it. */
  waiting: boolean;
}

/**
 * One channel of a client. All its listeners share one subscription, which asks for the earliest position that one of
 * them needs; each is given a message only if it is past its own position, so nobody sees one twice.
 */
export class ChannelState<Event> {
  readonly #listeners = new Set<Listener<Event>>();
  /** The furthest that the server has told of on this connection. */
  #at: LivePosition | undefined;
  /** A question was sent on this connection. */
  #asked = false;

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  add(handlers: LiveHandlers<Event>, since: LivePosition | undefined): Listener<Event> {
    const upToDate = this.#at !== undefined && (!since || samePlace(since, this.#at));
    const listener = { handlers, at: since ?? this.#at, waiting: !upToDate };
    this.#listeners.add(listener);
    return listener;
  }

  remove(listener: Listener<Event>): boolean {
    return this.#listeners.delete(listener);
  }

  /** True if neither what arrives by itself nor an answer on its way is enough for this listener. */
  mustAsk(listener: Listener<Event>): boolean {
    return listener.waiting && !(this.#asked && listener.at === undefined);
  }

  /** The position to ask from; undefined: from now on. */
  ask(): LivePosition | undefined {
    this.#asked = true;
    let earliest: LivePosition | undefined;
    for (const { at } of this.#listeners) {
      if (!at) continue;
      if (!earliest || isBeginning(at) || (!isBeginning(earliest) && at.offset < earliest.offset))
        earliest = at;
    }
    return earliest;
  }

  subscribed({ epoch, offset }: LivePosition, recovered: boolean): void {
    const start = { epoch, offset };
    this.#advance(start);
    for (const listener of [...this.#listeners]) {
      const { at, waiting } = listener;
      const sameLife = recovered && (!at || at.epoch === epoch || isBeginning(at));
      // The answer to an earlier question, asked before this listener came: its own is still to come.
      if (sameLife && at && waiting && at.offset < offset) continue;
      const goesOn = sameLife && (!at || at.offset >= offset);
      listener.waiting = false;
      listener.at = goesOn && at ? { epoch, offset: at.offset } : start;
      if (at && !goesOn) call(() => listener.handlers.onReset());
    }
  }

  message({ epoch, offset }: LivePosition, event: Event): void {
    const position = { epoch, offset };
    this.#advance(position);
    for (const listener of [...this.#listeners]) {
      if (listener.waiting) continue;
      if (listener.at?.epoch === epoch && offset <= listener.at.offset) continue;
      listener.at = position;
      call(() => listener.handlers.onEvent(event, position));
    }
  }

  /** Who can reads the state; gives what to wait for. */
  poll(): (Promise<unknown> | undefined)[] {
    return [...this.#listeners].map(({ handlers }) => handlers.onPoll?.());
  }

  refused(code: string, message: string): void {
    for (const { handlers } of [...this.#listeners]) call(() => handlers.onError?.(code, message));
  }

  disconnected(): void {
    this.#at = undefined;
    this.#asked = false;
    for (const listener of this.#listeners) listener.waiting = true;
  }

  /** Replayed messages do not take it back. */
  #advance(position: LivePosition): void {
    if (this.#at?.epoch === position.epoch && this.#at.offset >= position.offset) return;
    this.#at = position;
  }
}

const isBeginning = ({ epoch, offset }: LivePosition) => epoch === '' && offset === 0;
const samePlace = (a: LivePosition, b: LivePosition) => a.epoch === b.epoch && a.offset === b.offset;
