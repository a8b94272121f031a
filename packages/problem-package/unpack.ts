import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Fault } from '@gavel/contract';
import { DamagedError, isSystemError } from './errors.ts';
import type { Entry } from './listing.ts';
import type { FileRef } from './types.ts';

/** More than settings need; the YAML parser takes time in the square of the number of keys. */
const MAX_SETTINGS = 32 * 1024;

/** For those who run programs as another user; nobody else gets past the folder, which is its owner's alone. */
const FILE_MODE = 0o644;

/** Thrown inside; callers outside this file see `null` and a fault. */
class TooLarge extends Error {}

/** Unpacks chosen entries into a private folder, under one budget of bytes for all of them. */
export class Unpacker {
  readonly faults: Fault[] = [];
  readonly #dir: string;
  readonly #limit: number;
  #left: number;
  #files = 0;

  private constructor(dir: string, limit: number) {
    this.#dir = dir;
    this.#limit = limit;
    this.#left = limit;
  }

  static async create(tmpDir: string, limit: number): Promise<Unpacker> {
    return new Unpacker(await mkdtemp(join(tmpDir, 'gavel-package-')), limit);
  }

  /** True once the budget is used up; nothing more is unpacked then. */
  get exhausted(): boolean {
    return this.#left < 0;
  }

  /** Writes the entry to the folder under a name of ours. `null`: there is a new fault. */
  async store(entry: Entry): Promise<FileRef | null> {
    const path = this.#nextPath();
    const hash = createHash('sha256');
    let size = 0;
    const tap = this.#count((chunk) => {
      size += chunk.length;
      hash.update(chunk);
    });
    const done = await this.#guard(entry, async () => {
      await pipeline(await entry.open(), tap, createWriteStream(path, { flags: 'wx', mode: FILE_MODE }));
    });
    return done ? { size, sha256: hash.digest('hex'), path } : null;
  }

  /** Writes a text made of what was unpacked, so its bytes were counted already. */
  async keep(text: string): Promise<FileRef> {
    const path = this.#nextPath();
    await writeFile(path, text, { flag: 'wx', mode: FILE_MODE });
    return { size: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex'), path };
  }

  /** The entry's text, without a byte order mark. `null`: there is a new fault. */
  async text(entry: Entry, maxBytes = MAX_SETTINGS): Promise<string | null> {
    const chunks: Buffer[] = [];
    let size = 0;
    const tap = this.#count((chunk) => {
      size += chunk.length;
      if (size > maxBytes) throw new TooLarge(`is larger than ${maxBytes / 1024} KiB`);
      chunks.push(chunk);
    });
    const done = await this.#guard(entry, async () => {
      // The text is kept by the tap; what flows out of it is let go.
      await pipeline(await entry.open(), tap, async (rest) => {
        for await (const _ of rest);
      });
    });
    return done ? this.#decode(entry.path, Buffer.concat(chunks)) : null;
  }

  dispose(): Promise<void> {
    return rm(this.#dir, { recursive: true, force: true });
  }

  #nextPath(): string {
    return join(this.#dir, String(this.#files++));
  }

  #decode(path: string, bytes: Buffer): string | null {
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      if (!text.includes('\0')) return text.replaceAll('\r\n', '\n');
      this.faults.push({ path, message: 'has NUL characters; it must be text' });
    } catch {
      // The decoder throws for one reason only.
      this.faults.push({ path, message: 'is not UTF-8; save it in that encoding' });
    }
    return null;
  }

  #count(see: (chunk: Buffer) => void): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.#left -= chunk.length;
        try {
          if (this.exhausted) {
            throw new TooLarge(`the package unpacks to more than ${this.#limit / 1024 / 1024} MiB`);
          }
          see(chunk);
          done(null, chunk);
        } catch (error) {
          done(error as Error);
        }
      },
    });
  }

  /** False: the work failed because of what is in the package, and there is a new fault. */
  async #guard(entry: Entry, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (isSystemError(error)) throw error;
      const message = error instanceof Error ? error.message : String(error);
      const plain = error instanceof TooLarge || error instanceof DamagedError;
      const told = plain ? message : `cannot be unpacked: ${message}`;
      this.faults.push({ path: entry.path, message: told });
      return false;
    }
  }
}
