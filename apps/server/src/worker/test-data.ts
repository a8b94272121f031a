import { randomUUID } from 'node:crypto';
import { chmod, glob, mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '@gavel/store';
import { Bounded } from '../bounded.ts';

const BOUND_BYTES = 4 * 1024 ** 3;
/** Versions before this one wrote files that a checker, which runs as another user, cannot open again. */
const OWNERS_ALONE = 0o600;
const FOR_ALL = 0o644;
/** No judging takes as long: who was given a path opens it before its file may go. */
const KEPT_MS = 3_600_000;
const TOUCHED_AGAIN_MS = 60_000;
/** A problem may have thousands of files: more at once would only take connections to Postgres from others. */
const FETCHED_AT_ONCE = 8;

/**
 * Test files of problems on this machine's disk, by their SHA-256: written once, never changed, so any number of
 * workers can share the folder. Past its bound those go that were used longest ago.
 */
export class TestData {
  readonly #blobs: Pick<Store['blobs'], 'writeTo'>;
  readonly #folder: string;
  readonly #boundBytes: number;
  readonly #fetches = new Bounded(FETCHED_AT_ONCE, Number.POSITIVE_INFINITY);
  #fetchedBytes = 0;
  /** One download per file, however many submissions ask. */
  readonly #fetching = new Map<string, Promise<string>>();

  constructor(blobs: Pick<Store['blobs'], 'writeTo'>, folder: string, boundBytes = BOUND_BYTES) {
    this.#blobs = blobs;
    this.#folder = folder;
    this.#boundBytes = boundBytes;
  }

  /** The path of the file; gets it from Postgres first where it is not here yet. */
  path(sha256: string): Promise<string> {
    const path =
      this.#fetching.get(sha256) ??
      this.#fetches.run(() => this.#provide(sha256)).finally(() => this.#fetching.delete(sha256));
    this.#fetching.set(sha256, path);
    return path;
  }

  /** What a process that was killed had half fetched: young ones may be another's that lives. */
  async removeUnfinished(): Promise<void> {
    for await (const path of glob(join(this.#folder, 'unfinished-*'))) {
      const usedAt = (await look(path))?.usedAt ?? 0;
      if (Date.now() - usedAt > KEPT_MS) await rm(path, { force: true });
    }
  }

  async #provide(sha256: string): Promise<string> {
    const path = join(this.#folder, sha256.slice(0, 2), sha256);
    if (await use(path)) return path;
    await mkdir(join(this.#folder, sha256.slice(0, 2)), { recursive: true, mode: 0o700 });
    // Aside and renamed: a file under its final name is whole, also after a crash.
    const unfinished = join(this.#folder, `unfinished-${randomUUID()}`);
    try {
      await this.#blobs.writeTo(sha256, unfinished);
      await rename(unfinished, path);
    } finally {
      await rm(unfinished, { force: true });
    }
    this.#fetchedBytes += (await look(path))?.size ?? 0;
    if (this.#fetchedBytes > this.#boundBytes / 20) await this.#trim();
    return path;
  }

  /** Reads the whole folder, so it is done for each twentieth of the bound. */
  async #trim(): Promise<void> {
    this.#fetchedBytes = 0;
    const paths = await Array.fromAsync(glob(join(this.#folder, '??/*')));
    const files = (await Promise.all(paths.map(look))).filter((file) => file !== null);
    let bytes = files.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size, usedAt } of files.sort((a, b) => a.usedAt - b.usedAt)) {
      if (bytes <= this.#boundBytes || Date.now() - usedAt < KEPT_MS) return;
      await rm(path, { force: true });
      bytes -= size;
    }
  }
}

/** Whether it is there; then it counts as used now. */
async function use(path: string): Promise<boolean> {
  const file = await look(path);
  if (file === null) return false;
  if (file.mode === OWNERS_ALONE) await chmod(path, FOR_ALL);
  const now = new Date();
  if (now.getTime() - file.usedAt > TOUCHED_AGAIN_MS) await utimes(path, now, now);
  return true;
}

interface TestFile {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
  readonly usedAt: number;
}

async function look(path: string): Promise<TestFile | null> {
  try {
    const { size, mode, mtimeMs } = await stat(path);
    return { path, size, mode: mode & 0o777, usedAt: mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
