interface Call {
  readonly at: number;
  readonly onLate: () => void;
}

/**
 * Bounds calls in time with one timer for all of them. A timer for each would be made and cleared for each, which on
 * a call that follows no other takes as long as sending it.
 */
export class Deadlines {
  readonly #calls = new Set<Call>();
  #timer: NodeJS.Timeout | undefined;
  #timerAt = 0;

  /** `onLate` is called after so many milliseconds, unless the answer is called before. */
  start(ms: number, onLate: () => void): () => void {
    const call = { at: performance.now() + ms, onLate };
    this.#calls.add(call);
    if (!this.#timer || call.at < this.#timerAt) this.#arm(call.at);
    return () => this.#calls.delete(call);
  }

  /** All that are waited for are late now. */
  stop(): void {
    clearTimeout(this.#timer);
    for (const { onLate } of this.#calls) onLate();
    this.#calls.clear();
  }

  #arm(at: number): void {
    clearTimeout(this.#timer);
    this.#timerAt = at;
    // Timers of Node may come a millisecond early. Who waits for a call waits on its socket: this need not keep a process.
    this.#timer = setTimeout(() => this.#look(), at - performance.now() + 1);
    this.#timer.unref();
  }

  #look(): void {
    this.#timer = undefined;
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const call of this.#calls) {
      if (call.at <= now) {
        this.#calls.delete(call);
        call.onLate();
      } else next = Math.min(next, call.at);
    }
    if (next < Number.POSITIVE_INFINITY) this.#arm(next);
  }
}
