import { type Outgoing, outgoingMessage, progressOf } from './frames.ts';

interface Waiting {
  readonly item: Outgoing;
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
    const older = this.#waiting.get(key)?.item;
    if (older?.message) {
      this.#waiting.delete(key);
      this.#bytes -= older.text.length;
      const channel = `${this.#life} ${name}`;
      this.#replaced.set(channel, [...(this.#replaced.get(channel) ?? []), older.message.offset]);
    }
    this.#waiting.set(key, { item, life: this.#life });
    this.#bytes += item.text.length;
  }

  /** The next to send; undefined: that was all. */
  take(): Outgoing | undefined {
    for (const [key, { item, life }] of this.#waiting) {
      this.#waiting.delete(key);
      this.#bytes -= item.text.length;
      return this.#withSkipped(item, life);
    }
    return undefined;
  }

  #withSkipped(item: Outgoing, life: number): Outgoing {
    const { message, name } = item;
    const channel = `${life} ${name}`;
    const replaced = this.#replaced.get(channel);
    if (!message || name === undefined || !replaced) return item;
    const later = replaced.filter((offset) => offset > message.offset);
    if (later.length > 0) this.#replaced.set(channel, later);
    else this.#replaced.delete(channel);
    const skipped = replaced.length - later.length;
    return skipped > 0 ? outgoingMessage(message, name, skipped) : item;
  }
}
