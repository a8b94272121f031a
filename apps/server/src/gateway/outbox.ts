import { Backlog } from './backlog.ts';
import type { Outgoing } from './frames.ts';

/** Characters that may wait for a client to read them; with what its connection holds it is below 1 MB. */
const BACKLOG_BOUND = 768 * 1024;
/** What is written at once; more of it in one tick does not wait for the end of the tick. */
const BATCH_BOUND = 64 * 1024;

/** Where an outbox writes to. */
export interface Sink {
  /** It holds as much as it should: `Outbox.resume` is called when it has room again. */
  readonly isFull: boolean;
  write(first: Outgoing, more: readonly Outgoing[] | null): void;
  /** The client reads too slowly: what waited for it is gone. */
  overflow(): void;
}

/**
 * Outboxes that have something to write at the end of this turn of the event loop, each of which knows the next: an array
 * that grows with every broadcast is work for the garbage collector.
 */
export class Flushes {
  #first: Outbox | null = null;
  #last: Outbox | null = null;

  add(outbox: Outbox): void {
    // One that was flushed early, since it had much to write, is still in its place.
    if (outbox.listed) return;
    outbox.listed = true;
    if (this.#last === null) {
      this.#first = outbox;
      setImmediate(this.#flush);
    } else this.#last.next = outbox;
    this.#last = outbox;
  }

  #flush = (): void => {
    let outbox = this.#first;
    this.#first = null;
    this.#last = null;
    while (outbox !== null) {
      const { next } = outbox;
      outbox.next = null;
      outbox.listed = false;
      outbox.flush();
      outbox = next;
    }
  };
}

/** What is on its way to one client. Frames of one turn of the event loop share one write: a system call costs more. */
export class Outbox {
  readonly #sink: Sink;
  readonly #flushes: Flushes;
  /** Its place among those that are to be flushed; set by `Flushes` alone. */
  next: Outbox | null = null;
  listed = false;
  /** Of this turn. Most often there is one: an array for each would cost more than the rest of this class. */
  #first: Outgoing | null = null;
  #more: Outgoing[] | null = null;
  #length = 0;
  #backlog: Backlog | null = null;

  constructor(sink: Sink, flushes: Flushes) {
    this.#sink = sink;
    this.#flushes = flushes;
  }

  add(item: Outgoing): void {
    if (this.#backlog) {
      this.#backlog.add(item);
      this.#checkBacklog(this.#backlog);
      return;
    }
    if (this.#first === null) {
      this.#first = item;
      this.#flushes.add(this);
    } else if (this.#more === null) this.#more = [item];
    else this.#more.push(item);
    this.#length += item.text.length;
    if (this.#length > BATCH_BOUND) this.flush();
  }

  flush(): void {
    const first = this.#first;
    const more = this.#more;
    if (first === null) return;
    this.#first = null;
    this.#more = null;
    this.#length = 0;
    if (!this.#sink.isFull) {
      this.#sink.write(first, more);
      return;
    }
    this.#backlog = new Backlog();
    this.#backlog.add(first);
    for (const item of more ?? []) this.#backlog.add(item);
    this.#checkBacklog(this.#backlog);
  }

  /** The sink has room again. */
  resume(): void {
    const backlog = this.#backlog;
    if (!backlog) return;
    while (!this.#sink.isFull) {
      const first = backlog.take();
      if (!first) {
        this.#backlog = null;
        return;
      }
      const more: Outgoing[] = [];
      for (let length = first.text.length; length < BATCH_BOUND; ) {
        const item = backlog.take();
        if (!item) break;
        more.push(item);
        length += item.text.length;
      }
      this.#sink.write(first, more);
    }
  }

  #checkBacklog(backlog: Backlog): void {
    if (backlog.bytes <= BACKLOG_BOUND) return;
    this.#backlog = new Backlog();
    this.#sink.overflow();
  }
}
