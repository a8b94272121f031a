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
  /** Between two `subscribed` frames; nothing is replaced across one. */
  readonly life: number;
}

/**
 * What waits for one client that reads more slowly than it is written to. Progress of one submission is replaced by
 * newer progress of it, which takes the place at the end. So whatever the client has when its connection breaks, the
 * newest is still after its position.
 */
export class Backlog {
  /** In the order of sending, which is that of being added: deleting and setting again moves to the end. */
  readonly #waiting = new Map<string | number, Waiting>();
  /** Offsets that were replaced and not yet told of as skipped, by life and channel. */
  readonly #replaced = new Map<string, number[]>();
  #added = 0;
  #life = 0;
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  add(item: Outgoing): void {
    const { message, name } = item;
    if (!message && name !== undefined) this.#life++;
    const progress = message && progressOf(message);
    const key = progress ? `${this.#life} ${name} ${progress}` : this.#added++;
    const older = this.#waiting.get(key);
    if (older?.content.message) {
      this.#waiting.delete(key);
      this.#bytes -= older.bytes;
      const channel = `${this.#life} ${name}`;
      this.#replaced.set(channel, [...(this.#replaced.get(channel) ?? []), older.content.message.offset]);
    }
    const content = message && name !== undefined ? { message, name } : item;
    const bytes = item.text.length + OVERHEAD;
    this.#waiting.set(key, { content, bytes, life: this.#life });
    this.#bytes += bytes;
  }

  /** The next to send; undefined: that was all. */
  take(): Outgoing | undefined {
    for (const [key, { content, bytes, life }] of this.#waiting) {
      this.#waiting.delete(key);
      this.#bytes -= bytes;
      const { message, name } = content;
      if (!message || name === undefined) return content as Outgoing;
      return outgoingMessage(message, name, this.#skippedBefore(message, `${life} ${name}`));
    }
    return undefined;
  }

  #skippedBefore({ offset }: Message, channel: string): number {
    const replaced = this.#replaced.get(channel);
    if (!replaced) return 0;
    const later = replaced.filter((each) => each > offset);
    if (later.length > 0) this.#replaced.set(channel, later);
    else this.#replaced.delete(channel);
    return replaced.length - later.length;
  }
}
