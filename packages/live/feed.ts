import type { Message, Position, Receiver, Start, Subscription } from './types.ts';

/** What a channel's history says to a reader at some position. */
export interface History extends Position {
  /** Every message after the reader's position is in `messages`. */
  readonly complete: boolean;
  readonly messages: readonly Message[];
}

/**
 * One receiver of a channel. While it catches up, what arrives is kept; then history and kept messages are merged
 * by offset. Invariant: between two calls of `start` it has been given every message, once, in order.
 */
class Member implements Subscription {
  readonly #receiver: Receiver;
  readonly #feed: Feed;
  #starting: PromiseWithResolvers<boolean> | undefined;
  /** The last message it was given, or where it wants to begin; null: from now on. */
  at: Position | null;
  /** Null while it is up to date. */
  kept: Message[] | null = null;
  hasStarted = false;
  closed = false;

  constructor(feed: Feed, receiver: Receiver, since: Position | undefined) {
    this.#feed = feed;
    this.#receiver = receiver;
    this.at = since ?? null;
  }

  /** Made when it is asked for: thousands of members go without. */
  get started(): Promise<boolean> {
    if (this.hasStarted || this.closed) return Promise.resolve(this.hasStarted);
    this.#starting ??= Promise.withResolvers();
    return this.#starting.promise;
  }

  start(start: Start): void {
    this.at = start;
    this.hasStarted = true;
    try {
      this.#receiver.start(start);
    } catch (error) {
      // A receiver that throws harms nobody else.
      this.#feed.onError(error as Error);
    }
    this.#starting?.resolve(true);
  }

  /** Gives the message if it is next or old news; false: something is missing before it. */
  offer(message: Message): boolean {
    if (this.closed) return true;
    if (this.at === null || message.epoch !== this.at.epoch) return false;
    if (message.offset <= this.at.offset) return true;
    if (message.offset !== this.at.offset + 1) return false;
    this.at = message;
    try {
      this.#receiver.message(message);
    } catch (error) {
      this.#feed.onError(error as Error);
    }
    return true;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.#starting?.resolve(false);
    this.#feed.leave(this);
  }
}

/** One channel in this process: its receivers, and the merging of messages with history. */
export class Feed {
  readonly onError: (error: Error) => void;
  readonly #read: (since: Position | null) => Promise<History | null>;
  readonly #onUnused: () => void;
  readonly #members = new Set<Member>();
  /** Reads asked for in this very tick; a later reader may not share an earlier read, it could miss a message. */
  #reads: Map<string, Promise<History | null>> | null = null;

  /** `read` is called after the channel was subscribed to, and gives null when the hub was closed. */
  constructor(
    read: (since: Position | null) => Promise<History | null>,
    onUnused: () => void,
    onError: (error: Error) => void,
  ) {
    this.#read = read;
    this.#onUnused = onUnused;
    this.onError = onError;
  }

  join(receiver: Receiver, since?: Position): Subscription {
    const member = new Member(this, receiver, since);
    this.#members.add(member);
    void this.#catchUp(member);
    return member;
  }

  leave(member: Member): void {
    this.#members.delete(member);
    if (this.#members.size === 0) this.#onUnused();
  }

  receive(message: Message): void {
    for (const member of this.#members) {
      if (member.kept) member.kept.push(message);
      else if (!member.offer(message)) void this.#catchUp(member, message);
    }
  }

  /** Messages may have passed unheard: every receiver looks at the history. */
  recover(): void {
    for (const member of this.#members) {
      if (!member.kept) void this.#catchUp(member);
    }
  }

  close(): void {
    for (const member of [...this.#members]) member.close();
  }

  /** Never rejects: `read` does not. */
  async #catchUp(member: Member, first?: Message): Promise<void> {
    let kept = first ? [first] : [];
    while (!member.closed) {
      member.kept = kept;
      const heard = kept.length;
      const history = await this.#sharedRead(member.at);
      if (history === null || member.closed) return;
      this.#merge(member, history);
      // The history is younger than what was heard before it was asked for: another epoch there is one that has ended.
      kept = kept.filter(({ epoch }, i) => i >= heard || epoch === history.epoch);
      let next = kept.shift();
      while (next && member.offer(next)) next = kept.shift();
      if (!next) {
        member.kept = null;
        return;
      }
      kept.unshift(next);
    }
  }

  #merge(member: Member, history: History): void {
    const { epoch, offset, complete, messages } = history;
    if (!complete) {
      member.start({ epoch, offset, recovered: false });
      return;
    }
    if (!member.hasStarted) {
      member.start({ epoch, offset: member.at?.offset ?? offset, recovered: true });
    }
    for (const message of messages) member.offer(message);
  }

  #sharedRead(since: Position | null): Promise<History | null> {
    const key = since ? `${since.epoch} ${since.offset}` : '';
    const shared = this.#reads?.get(key);
    if (shared) return shared;
    if (!this.#reads) {
      this.#reads = new Map();
      queueMicrotask(() => {
        this.#reads = null;
      });
    }
    const read = this.#read(since);
    this.#reads.set(key, read);
    return read;
  }
}
