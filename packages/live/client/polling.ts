/** Reads now and then what would come by itself. */
export class Polling {
  readonly #pauseMs: number;
  readonly #read: () => (Promise<unknown> | undefined)[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Grows with each start and stop: a reading that was under way then does not go on. */
  #turn = 0;
  #isOn = false;

  /** `read` gives what must end before the pause begins. */
  constructor(pauseMs: number, read: () => (Promise<unknown> | undefined)[]) {
    this.#pauseMs = pauseMs;
    this.#read = read;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  start(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    void this.#poll(++this.#turn);
  }

  stop(): void {
    this.#isOn = false;
    this.#turn++;
    clearTimeout(this.#timer);
  }

  /** Never rejects: a reading that fails is read again after the pause. */
  async #poll(turn: number): Promise<void> {
    await Promise.allSettled(this.#read());
    if (turn !== this.#turn) return;
    this.#timer = setTimeout(() => void this.#poll(turn), this.#pauseMs);
  }
}
