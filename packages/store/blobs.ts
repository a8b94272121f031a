import { type FileHandle, open } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import type { Database, Tables } from './database.ts';
import { StoreError } from './errors.ts';

/**
 * A checker runs as another user than the worker, and opens its files again through /proc/self/fd, which asks for their
 * mode. Others on the machine do not get past the folder, which is to be 0o700.
 */
const FILE_MODE = 0o644;

const PIECE_BYTES = 1024 * 1024;

// Two packages may hold the same file: whoever adds or drops uses of blobs holds this lock until its transaction ends.
const BLOBS_LOCK = 7_241_001;

/** A file of test data, or the sources of a referee, on disk; `sha256` in hex. */
export interface BlobFile {
  readonly sha256: string;
  readonly size: number;
  readonly path: string;
}

export interface Blobs {
  /** The content in pieces of at most 1 MiB. Fails with `blob-missing`. */
  read(sha256: string): AsyncGenerator<Buffer>;
  /** Writes the content to a new file, which must not exist yet. Fails with `blob-missing`. */
  writeTo(sha256: string, path: string): Promise<void>;
}

export function blobs(db: Database): Blobs {
  async function* read(sha256: string): AsyncGenerator<Buffer> {
    const key = Buffer.from(sha256, 'hex');
    const blob = await db.selectFrom('blob').select('size').where('sha256', '=', key).executeTakeFirst();
    if (!blob) throw new StoreError('blob-missing');
    const pieces = Math.ceil(Number(blob.size) / PIECE_BYTES);
    for (let index = 0; index < pieces; index++) {
      const piece = await db
        .selectFrom('blobPiece')
        .select('content')
        .where('sha256', '=', key)
        .where('index', '=', index)
        .executeTakeFirst();
      if (!piece) throw new StoreError('blob-missing');
      yield piece.content;
    }
  }

  return {
    read,
    async writeTo(sha256, path) {
      await using file = await open(path, 'wx', 0o600);
      // Not by `open`, whose mode the umask takes bits from.
      await file.chmod(FILE_MODE);
      for await (const piece of read(sha256)) await file.writeFile(piece);
    },
  };
}

/** Held until the transaction ends. */
export async function lockBlobs(tx: Kysely<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(BLOBS_LOCK)})`.execute(tx);
}

/** Keeps the content of a file, once. Under `lockBlobs`. */
export async function addBlob(tx: Kysely<Tables>, file: BlobFile): Promise<void> {
  const sha256 = Buffer.from(file.sha256, 'hex');
  const added = await tx
    .insertInto('blob')
    .values({ sha256, size: file.size, orphanedAt: null })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .returning('sha256')
    .executeTakeFirst();
  if (!added) {
    await tx.updateTable('blob').set({ orphanedAt: null }).where('sha256', '=', sha256).execute();
    return;
  }
  await using handle = await open(file.path, 'r');
  for (let index = 0; index * PIECE_BYTES < file.size; index++) {
    const content = await readPiece(handle, index * PIECE_BYTES);
    await tx.insertInto('blobPiece').values({ sha256, index, content }).execute();
  }
}

async function readPiece(handle: FileHandle, start: number): Promise<Buffer> {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  let filled = 0;
  while (filled < PIECE_BYTES) {
    const { bytesRead } = await handle.read(piece, filled, PIECE_BYTES - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return piece.subarray(0, filled);
}

/** Under `lockBlobs`. */
export async function markUnusedBlobs(tx: Kysely<Tables>): Promise<void> {
  await sql`
    update blob set orphaned_at = now()
    where orphaned_at is null
      and not exists (select from test_case where input_sha256 = blob.sha256)
      and not exists (select from test_case where answer_sha256 = blob.sha256)
      and not exists (select from problem where referee_sha256 = blob.sha256)`.execute(tx);
}

/**
 * Removes up to `count` of those that were marked an hour ago: a worker that began before has long read them by then.
 * None while a problem is being stored, which may want them again: the next call does it. Gives how many were removed.
 */
export function removeUnusedBlobs(db: Database, count: number): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const lock = sql<{ held: boolean }>`select pg_try_advisory_xact_lock(${sql.lit(BLOBS_LOCK)}) as held`;
    if (!(await lock.execute(tx)).rows[0]?.held) return 0;
    const removed = await sql`
      delete from blob where sha256 in (
        select sha256 from blob where orphaned_at < now() - interval '1 hour'
        order by orphaned_at limit ${count})`.execute(tx);
    return Number(removed.numAffectedRows);
  });
}
