export interface PulseTimes {
  /** Milliseconds of silence after which the server is asked whether it is there; also what opening may take. */
  readonly quietMs: number;
  /** Milliseconds that it then has to say anything at all. */
  readonly answerMs: number;
}

/**
 * Finds a connection dead that nobody closed: the network is gone, or the server hangs. The pings of WebSocket itself
 * are answered below the page's scripts, which never see them; so the question is a frame.
 */
export class Pulse {
  readonly #times: PulseTimes;
  readonly #ask: () => void;
  readonly #onDead: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(times: PulseTimes, ask: () => void, onDead: () => void) {
    this.#times = times;
    this.#ask = ask;
    this.#onDead = onDead;
  }

  /** A connection is being opened. */
  opening(): void {
    this.#after(this.#times.quietMs, this.#onDead);
  }

  /** Anything came. */
  heard(): void {
    this.#after(this.#times.quietMs, () => {
      this.#after(this.#times.answerMs, this.#onDead);
      this.#ask();
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #after(ms: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, ms);
  }
}
