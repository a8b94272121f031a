/** Enough to subscribe to everything at once after a reconnect, twice over. */
const BURST = 200;
const PER_SECOND = 50;

/** A token bucket: false when a client sends more than anybody needs to. */
export class FrameBudget {
  #tokens = BURST;
  #at = Date.now();

  spend(): boolean {
    const now = Date.now();
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#at) / 1_000) * PER_SECOND);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
