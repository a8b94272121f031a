/** The time as the server has it, whatever the clock of this device says. Milliseconds since 1970. */
export class ServerClock {
  // Bounds of what must be added to this device's clock.
  #low = Number.NEGATIVE_INFINITY;
  #high = Number.POSITIVE_INFINITY;

  /**
   * Takes in the `Date` of an answer. It tells a whole second, in which the server was at some moment between `sent` and
   * `received`; each answer narrows the bounds. One that contradicts them means that a clock was set: it counts alone.
   */
  note(date: string | null, sent: number, received: number): void {
    const server = Date.parse(date ?? '');
    if (Number.isNaN(server)) return;
    const [low, high] = [server - received, server + 1_000 - sent];
    const together = { low: Math.max(low, this.#low), high: Math.min(high, this.#high) };
    const kept = together.low <= together.high ? together : { low, high };
    this.#low = kept.low;
    this.#high = kept.high;
  }

  now(): number {
    const known = Number.isFinite(this.#low) && Number.isFinite(this.#high);
    return Date.now() + (known ? Math.round((this.#low + this.#high) / 2) : 0);
  }
}

/** The one of this tab; every call to the server sets it. */
export const serverClock = new ServerClock();
