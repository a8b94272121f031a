import type { Duplex } from 'node:stream';
import { CLOSE } from './wire.ts';

const CLOSE_HEAD = 0x80 | CLOSE;

export interface SlowState {
  /** The kernel takes no more: what follows is the server's to hold. */
  readonly isFull: boolean;
  /** The code of the close frame that was written for it; null: none was. */
  readonly code: number | null;
  readonly isGone: boolean;
}

/** The server's end of the connection to a client that does not read, and so would not tell what it was sent. */
export class SlowEnd {
  readonly #stream: Duplex;
  #code: number | null = null;

  constructor(stream: Duplex) {
    this.#stream = stream;
    const write = stream.write.bind(stream);
    let isCode = false;
    // ws writes the head of a close frame and its content, which begins with the code, apart.
    stream.write = (chunk: Buffer, ...rest: never[]) => {
      if (isCode) this.#code = chunk.readUInt16BE(0);
      isCode = chunk[0] === CLOSE_HEAD;
      return write(chunk, ...rest);
    };
  }

  get state(): SlowState {
    const { writableLength, destroyed } = this.#stream;
    // What the kernel takes it takes at once.
    return { isFull: writableLength > 0, code: this.#code, isGone: destroyed };
  }
}
