import { closeSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Files below this are compared at once; most outputs are a few lines. */
const smallBytes = 64 * 1024;
const chunkBytes = 128 * 1024;

/**
 * Whether two files hold the same tokens in the same order. A token is a longest run of bytes other than ASCII white
 * space (space, \t, \n, \v, \f, \r); tokens are compared byte by byte, so case counts and so do leading zeros. Memory
 * is constant whatever the length of files and tokens.
 */
export async function sameTokens(pathA: string, pathB: string): Promise<boolean> {
  return sameSmall(pathA, pathB) ?? sameStreams(pathA, pathB);
}

/** Used between two awaits only, so one of each is enough. */
const small = {
  raw: Buffer.allocUnsafe(smallBytes),
  a: Buffer.allocUnsafe(smallBytes),
  b: Buffer.allocUnsafe(smallBytes),
};

/**
 * Null when a file is not small. Without the thread pool on purpose: eight calls take 20 µs for files that were just
 * written, asking the pool took 0.3 ms, and 1 to 3 ms on a busy machine.
 */
function sameSmall(pathA: string, pathB: string): boolean | null {
  const a = readSmall(pathA, small.a);
  const b = a && readSmall(pathB, small.b);
  return a && b && a.equals(b);
}

function readSmall(path: string, clean: Buffer): Buffer | null {
  const file = openSync(path, 'r');
  try {
    for (let length = 0; length < smallBytes; ) {
      const bytesRead = readSync(file, small.raw, length, smallBytes - length, null);
      if (bytesRead === 0) return clean.subarray(0, new Squeezer().squeeze(small.raw, length, clean));
      length += bytesRead;
    }
    return null;
  } finally {
    closeSync(file);
  }
}

async function sameStreams(pathA: string, pathB: string): Promise<boolean> {
  await using a = await TokenBytes.open(pathA);
  await using b = await TokenBytes.open(pathB);
  for (;;) {
    const [left, right] = [await a.peek(), await b.peek()];
    const length = Math.min(left.length, right.length);
    if (length === 0) return left.length === right.length;
    if (!left.subarray(0, length).equals(right.subarray(0, length))) return false;
    a.skip(length);
    b.skip(length);
  }
}

/** A file's tokens with exactly one space between two: then equal tokens are equal bytes. */
class TokenBytes implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #squeezer = new Squeezer();
  readonly #raw = Buffer.allocUnsafe(chunkBytes);
  /** A chunk can begin with the space owed from before: one byte more. */
  readonly #clean = Buffer.allocUnsafe(chunkBytes + 1);
  #from = 0;
  #to = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<TokenBytes> {
    return new TokenBytes(await open(path));
  }

  /** Some of the bytes that come next; none only at the end. */
  async peek(): Promise<Buffer> {
    while (this.#from === this.#to) {
      const { bytesRead } = await this.#file.read(this.#raw, 0, chunkBytes, null);
      if (bytesRead === 0) break;
      this.#from = 0;
      this.#to = this.#squeezer.squeeze(this.#raw, bytesRead, this.#clean);
    }
    return this.#clean.subarray(this.#from, this.#to);
  }

  skip(length: number): void {
    this.#from += length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

/** Makes white space between two tokens one space, over pieces of a text. */
class Squeezer {
  #spaceOwed = false;
  #anySeen = false;

  /** Gives how many bytes were written to `clean`: never more than were read, plus the space owed from before. */
  squeeze(raw: Buffer, rawLength: number, clean: Buffer): number {
    let to = 0;
    let owed = this.#spaceOwed;
    let seen = this.#anySeen;
    for (let i = 0; i < rawLength; i++) {
      const byte = raw[i] as number;
      if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) {
        owed = seen;
        continue;
      }
      // A space is written only once a token follows it, so none is left at the end.
      if (owed) clean[to++] = 0x20;
      clean[to++] = byte;
      owed = false;
      seen = true;
    }
    this.#spaceOwed = owed;
    this.#anySeen = seen;
    return to;
  }
}
