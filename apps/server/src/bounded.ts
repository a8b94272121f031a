/** At most `running` calls at once; up to `waiting` more wait for their turn. */
export class Bounded {
  readonly #running: number;
  readonly #waiting: number;
  readonly #turns: (() => void)[] = [];
  #count = 0;

  constructor(running: number, waiting: number) {
    this.#running = running;
    this.#waiting = waiting;
  }

  /** True: a call would be refused. */
  get isFull(): boolean {
    return this.#turns.length >= this.#waiting;
  }

  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#count < this.#running) this.#count++;
    // Who ends hands its turn on, so the count stays.
    else await new Promise<void>((turn) => this.#turns.push(turn));
    try {
      return await call();
    } finally {
      const next = this.#turns.shift();
      if (next) next();
      else this.#count--;
    }
  }
}
