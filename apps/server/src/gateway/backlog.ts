import type { Message } from '@gavel/live';
import { type Outgoing, outgoingMessage, progressOf } from './frames.ts';

/** Bytes of memory for each that waits, beside its text: 315 were seen. */
const OVERHEAD = 320;

interface Waiting {
  /**
   * Of a message that alone. Its frame is made again when its turn comes: text and bytes beside it would take three
   * times the memory.
   */
  readonly content: Outgoing | { readonly message: Message; readonly name: string };
  /** About as much memory as it takes. */
  readonly bytes: number;
  /** How many messages right before it were replaced. */
  skipped: number;
  /** Its neighbours among the messages of its channel. */
  before: Waiting | undefined;
  after: Waiting | undefined;
}

/**
 * What waits for one client that reads more slowly than it is written to. Progress of one submission is replaced by
 * newer progress of it, which takes the place at the end. So whatever the client has when its connection breaks, the
 * newest is still after its position. What was replaced leaves nothing but a count, so it needs no bound.
 */
export class Backlog {
  /** In the order of sending, which is that of being added: deleting and setting again moves to the end. */
  readonly #waiting = new Map<string | number, Waiting>();
  /** The last message of each channel since the last `subscribed` frame: nothing is replaced across one. */
  readonly #last = new Map<string, Waiting>();
  #added = 0;
  #life = 0;
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  add(item: Outgoing): void {
    const { message, name } = item;
    const content = message && name !== undefined ? { message, name } : item;
    const bytes = item.text.length + OVERHEAD;
    const waiting: Waiting = { content, bytes, skipped: 0, before: undefined, after: undefined };
    if (message && name !== undefined) this.#link(waiting, name);
    else if (name !== undefined) {
      this.#life++;
      this.#last.clear();
    }
    const progress = message && progressOf(message);
    const key = progress ? `${this.#life} ${name} ${progress}` : this.#added++;
    const older = this.#waiting.get(key);
    if (older) this.#leaveOut(key, older);
    this.#waiting.set(key, waiting);
    this.#bytes += bytes;
  }

  /** The next to send; undefined: that was all. */
  take(): Outgoing | undefined {
    for (const [key, waiting] of this.#waiting) {
      const { content, skipped, bytes, after } = waiting;
      const { message, name } = content;
      this.#waiting.delete(key);
      this.#bytes -= bytes;
      if (after) after.before = undefined;
      else if (name !== undefined && this.#last.get(name) === waiting) this.#last.delete(name);
      return message && name !== undefined ? outgoingMessage(message, name, skipped) : (content as Outgoing);
    }
    return undefined;
  }

  #link(waiting: Waiting, name: string): void {
    const before = this.#last.get(name);
    waiting.before = before;
    if (before) before.after = waiting;
    this.#last.set(name, waiting);
  }

  /** The next message of the channel says that it is not there: what replaces it, if there is none before that. */
  #leaveOut(key: string | number, { bytes, skipped, before, after }: Waiting): void {
    this.#waiting.delete(key);
    this.#bytes -= bytes;
    if (before) before.after = after;
    if (!after) return;
    after.before = before;
    after.skipped += skipped + 1;
  }
}
