import type { Connection } from './types.ts';

/** Parts of a heartbeat: the connections of one part are asked for a sign of life together. */
const SLOTS = 25;

/** All connections of a gateway, on a wheel that turns once a heartbeat: no timer for each, and no burst for all. */
export class Connections {
  readonly #slots = Array.from({ length: SLOTS }, () => new Set<Connection>());
  readonly #ofUser = new Map<string, number>();
  readonly #wheel: NodeJS.Timeout;
  #size = 0;
  #added = 0;
  #turned = 0;

  /** `onBeat` is called for each connection once in `heartbeatMs`. */
  constructor(heartbeatMs: number, onBeat: (connection: Connection) => void) {
    this.#wheel = setInterval(() => {
      for (const connection of this.#slots[this.#turned++ % SLOTS] ?? []) onBeat(connection);
    }, heartbeatMs / SLOTS);
  }

  get size(): number {
    return this.#size;
  }

  /** How many different users are connected. */
  get users(): number {
    return this.#ofUser.size;
  }

  /** Of connections, and of those whose place is taken already. */
  countOf(userId: string): number {
    return this.#ofUser.get(userId) ?? 0;
  }

  /** Counts one of this user that is about to come; gives the way to give the place up. */
  takePlace(userId: string): () => void {
    this.#ofUser.set(userId, this.countOf(userId) + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const left = this.countOf(userId) - 1;
      if (left > 0) this.#ofUser.set(userId, left);
      else this.#ofUser.delete(userId);
    };
  }

  /** Gives the way to take it out again. */
  add(connection: Connection): () => void {
    const slot = this.#slots[this.#added++ % SLOTS];
    slot?.add(connection);
    this.#size++;
    return () => {
      if (slot?.delete(connection)) this.#size--;
    };
  }

  *[Symbol.iterator](): Generator<Connection> {
    for (const slot of this.#slots) yield* slot;
  }

  /** The wheel stands still. */
  stop(): void {
    clearInterval(this.#wheel);
  }
}
