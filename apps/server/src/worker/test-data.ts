import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '@gavel/store';

/**
 * Test files of problems on this machine's disk, by their SHA-256: written once, never changed, so any number of
 * workers can share the folder.
 */
export class TestData {
  readonly #blobs: Store['blobs'];
  readonly #folder: string;
  /** One download per file, however many submissions ask. */
  readonly #fetching = new Map<string, Promise<string>>();

  constructor(blobs: Store['blobs'], folder: string) {
    this.#blobs = blobs;
    this.#folder = folder;
  }

  /** The path of the file; gets it from Postgres first where it is not here yet. */
  path(sha256: string): Promise<string> {
    const path =
      this.#fetching.get(sha256) ?? this.#provide(sha256).finally(() => this.#fetching.delete(sha256));
    this.#fetching.set(sha256, path);
    return path;
  }

  async #provide(sha256: string): Promise<string> {
    const path = join(this.#folder, sha256.slice(0, 2), sha256);
    if (await exists(path)) return path;
    await mkdir(join(this.#folder, sha256.slice(0, 2)), { recursive: true, mode: 0o700 });
    // Aside and renamed: a file under its final name is whole, also after a crash.
    const unfinished = join(this.#folder, `unfinished-${randomUUID()}`);
    try {
      await this.#blobs.writeTo(sha256, unfinished);
      await rename(unfinished, path);
    } finally {
      await rm(unfinished, { force: true });
    }
    return path;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
