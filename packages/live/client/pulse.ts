export interface PulseTimes {
  /** Milliseconds of silence after which the server is asked whether it is there; also what opening may take. */
  readonly quietMs: number;
  /** Milliseconds that it then has to say anything at all. */
  readonly answerMs: number;
}

/** A stream of events cannot be asked. Servers send a comment at least every 25 s: one that missed two is gone. */
const UNASKED_MS = 60_000;

/**
 * Finds a connection dead that nobody closed: the network is gone, or the server hangs. The pings of WebSocket itself
 * are answered below the page's scripts, which never see them; so the question is a frame.
 */
export class Pulse {
  readonly #times: PulseTimes;
  readonly #ask: () => boolean;
  readonly #onDead: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `ask` gives whether it could ask. */
  constructor(times: PulseTimes, ask: () => boolean, onDead: () => void) {
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
    const { quietMs, answerMs } = this.#times;
    this.#after(quietMs, () => {
      this.#after(this.#ask() ? answerMs : UNASKED_MS - quietMs, this.#onDead);
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
