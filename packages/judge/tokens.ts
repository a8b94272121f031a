import { type FileHandle, open } from 'node:fs/promises';

const chunkBytes = 128 * 1024;

/**
 * Whether two files hold the same tokens in the same order. A token is a longest run of bytes other than ASCII white
 * space (space, \t, \n, \v, \f, \r); tokens are compared byte by byte, so case counts and so do leading zeros. Memory
 * is constant whatever the length of files and tokens.
 */
export async function sameTokens(pathA: string, pathB: string): Promise<boolean> {
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
  readonly #raw = Buffer.allocUnsafe(chunkBytes);
  /** A chunk can begin with the space owed from before: one byte more. */
  readonly #clean = Buffer.allocUnsafe(chunkBytes + 1);
  #from = 0;
  #to = 0;
  #spaceOwed = false;
  #anySeen = false;

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
      this.#refill(bytesRead);
    }
    return this.#clean.subarray(this.#from, this.#to);
  }

  skip(length: number): void {
    this.#from += length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }

  /** A space is written only once a token follows it, so none is left at the end. */
  #refill(rawLength: number): void {
    const [raw, clean] = [this.#raw, this.#clean];
    let to = 0;
    let owed = this.#spaceOwed;
    let seen = this.#anySeen;
    for (let i = 0; i < rawLength; i++) {
      const byte = raw[i] as number;
      if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) {
        owed = seen;
        continue;
      }
      if (owed) clean[to++] = 0x20;
      clean[to++] = byte;
      owed = false;
      seen = true;
    }
    this.#from = 0;
    this.#to = to;
    this.#spaceOwed = owed;
    this.#anySeen = seen;
  }
}
