type Transport = 'websocket' | 'sse';

/** So many WebSockets in a row that brought nothing are taken for blocked; one may have met a server that stopped. */
const TRIES = 2;
/** While streams work, how long WebSockets are not tried first: a phone leaves the network that blocked them. */
const REMEMBER_MS = 10 * 60_000;

/** Which transport to try next. A failure is an attempt that ended before a frame came. */
export class Route {
  #failures = 0;
  #last: Transport = 'websocket';
  #blockedAt = Number.NEGATIVE_INFINITY;

  /** Neither gets through. */
  get hasTriedAll(): boolean {
    return this.#failures > TRIES;
  }

  next(): Transport {
    const isBlocked = Date.now() - this.#blockedAt < REMEMBER_MS;
    // Then in turn, for as long as it takes.
    const turn = isBlocked ? this.#failures + 1 : this.#failures - TRIES + 1;
    this.#last = turn > 0 && turn % 2 === 1 ? 'sse' : 'websocket';
    return this.#last;
  }

  failed(): void {
    this.#failures++;
  }

  worked(): void {
    if (this.#last === 'websocket') this.#blockedAt = Number.NEGATIVE_INFINITY;
    else if (this.#failures >= TRIES) this.#blockedAt = Date.now();
    this.#failures = 0;
  }
}
