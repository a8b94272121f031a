import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import type { Fault } from '@gavel/contract';
import { getFileNameLowLevel, openPromise, type Entry as ZipEntry, type ZipFile } from 'yauzl';
import { tooManyFiles } from './directory.ts';
import { DamagedError, isSystemError, PackageError } from './errors.ts';
import type { Entry, Listing } from './listing.ts';
import type { PackageLimits } from './types.ts';

/** Lists a package that is a ZIP archive. Only its directory is read; contents stream when they are opened. */
export async function listZip(zipPath: string, limits: PackageLimits): Promise<Listing> {
  const { size } = await stat(zipPath);
  if (size > limits.zipBytes) {
    throw zipFault(`the archive is larger than ${limits.zipBytes / 1024 / 1024} MiB`);
  }
  // Names are decoded here, not by yauzl, which would stop at the first one that it does not like.
  const zip = await openPromise(zipPath, { autoClose: false, decodeStrings: false }).catch(notAnArchive);
  try {
    return await list(zip, basename(zipPath), limits);
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function list(zip: ZipFile, name: string, limits: PackageLimits): Promise<Listing> {
  const entries: Entry[] = [];
  const faults: Fault[] = [];
  let count = 0;
  try {
    for await (const item of zip.eachEntry()) {
      count += 1;
      if (count > limits.files) throw tooManyFiles(limits);
      const path = nameOf(item);
      // An entry for a folder carries nothing; only its name could be bad, and it is never used.
      if (path.endsWith('/')) continue;
      const message = entryFault(item);
      if (message) faults.push({ path, message });
      else entries.push({ path, open: () => openChecked(zip, item) });
    }
  } catch (error) {
    if (error instanceof PackageError) throw error;
    return notAnArchive(error);
  }
  return { entries, faults, name, close: () => zip.close() };
}

/** Names not marked as UTF-8 are in code page 437, where control bytes are pictures: a line feed would become ◙. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: ZipEntry): string {
  if (fileNameRaw.some((byte) => byte < 0x20 || byte === 0x7f)) return fileNameRaw.toString();
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
}

async function openChecked(zip: ZipFile, item: ZipEntry): Promise<Readable> {
  const contents = await zip.openReadStreamPromise(item, {});
  return Readable.from(checked(contents, item.crc32), { objectMode: false });
}

/** yauzl compares sizes, not checksums. Throws `DamagedError` after the last byte. */
async function* checked(contents: AsyncIterable<Buffer>, expected: number): AsyncGenerator<Buffer> {
  let sum = 0;
  for await (const chunk of contents) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== expected) throw new DamagedError();
}

/** The high half of the external attributes is the Unix mode, where the archive was made on such a system. */
function entryFault(item: ZipEntry): string | null {
  const type = (item.externalFileAttributes >>> 16) & 0o170000;
  if (type === 0o120000) return 'is a symbolic link; put the file itself into the package';
  if (type !== 0 && type !== 0o100000) return 'is not a regular file';
  if (item.isEncrypted()) return 'is encrypted; make the archive without a password';
  if (!item.canDecodeFileData()) return 'is packed by a method that is not supported; use deflate';
  return null;
}

function notAnArchive(error: unknown): never {
  if (isSystemError(error)) throw error;
  throw zipFault(`is not a sound ZIP archive: ${error instanceof Error ? error.message : String(error)}`);
}

function zipFault(message: string): PackageError {
  return new PackageError([{ path: '', message }]);
}
