import { constants, open, opendir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { Fault } from '@gavel/contract';
import { PackageError } from './errors.ts';
import type { Entry, Listing } from './listing.ts';
import type { PackageLimits } from './types.ts';

/** Lists a package that is a folder. Symbolic links are faults: the folder may be somebody else's. */
export async function listDirectory(dir: string, limits: PackageLimits): Promise<Listing> {
  const entries: Entry[] = [];
  const faults: Fault[] = [];
  for (const waiting = ['']; ; ) {
    const folder = waiting.pop();
    if (folder === undefined) break;
    for await (const item of await opendir(join(dir, folder))) {
      const path = folder + item.name;
      if (item.isDirectory()) waiting.push(`${path}/`);
      else if (item.isFile()) entries.push({ path, open: () => openFile(join(dir, path)) });
      else faults.push({ path, message: 'is not a regular file; links and devices cannot be in a package' });
      if (entries.length + waiting.length > limits.files) throw tooManyFiles(limits);
    }
  }
  return { entries, faults, name: basename(resolve(dir)), close: () => {} };
}

/** It may have become a link since it was listed; that ends the reading. */
async function openFile(path: string): Promise<Readable> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  return file.createReadStream();
}

export function tooManyFiles(limits: PackageLimits): PackageError {
  return new PackageError([{ path: '', message: `the package has more than ${limits.files} files` }]);
}
