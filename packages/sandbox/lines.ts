import type { Socket } from 'node:net';

/** What comes over a socket, line by line. On the way of every result: readline and its iterator hold it up. */
export class Lines {
  #rest = '';
  #ended = false;
  readonly #lines: string[] = [];
  #waiting: ((line: string | null) => void) | undefined;

  constructor(socket: Socket) {
    socket.setEncoding('utf8').on('data', (text: string) => this.#receive(text));
    socket.on('close', () => this.end());
  }

  /** Null: the socket is closed. One caller at a time. */
  next(): Promise<string | null> {
    const line = this.#lines.shift();
    if (line !== undefined || this.#ended) return Promise.resolve(line ?? null);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  end(): void {
    this.#ended = true;
    this.#give(null);
  }

  #receive(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    this.#lines.push(...lines);
    const first = this.#waiting && this.#lines.shift();
    if (first !== undefined) this.#give(first);
  }

  #give(line: string | null): void {
    this.#waiting?.(line);
    this.#waiting = undefined;
  }
}
