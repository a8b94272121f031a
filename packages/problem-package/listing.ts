import type { Readable } from 'node:stream';
import type { Fault } from '@gavel/contract';

/** One regular file of a package, wherever it lies. */
export interface Entry {
  readonly path: string;
  open(): Promise<Readable>;
}

/** What a folder or an archive holds. `path` of a fault or entry is relative to it, with `/` between parts. */
export interface Listing {
  readonly entries: readonly Entry[];
  readonly faults: readonly Fault[];
  /** The folder's or archive's own name. */
  readonly name: string;
  close(): void;
}

/** Files that systems leave behind in archives and folders; nobody means them. */
const LITTER = /(^|\/)(__MACOSX|\.git)\/|(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$/;

const MAX_PATH = 1000;

/**
 * Takes out litter and the single top folder, and finds names that could mean something else on another machine.
 * Nothing is ever written under these names, so this protects authors from surprises, not the disk.
 */
export function tidy(listing: Listing): Listing {
  const faults = [...listing.faults];
  const wanted = listing.entries.filter((entry) => !LITTER.test(entry.path));
  const sound = wanted.filter((entry) => {
    const message = nameFault(entry.path);
    if (message) faults.push({ path: printable(entry.path), message });
    return !message;
  });
  const top = singleTopFolder(sound);
  const entries = sound.map(({ path, open }) => ({ path: path.slice(top.length), open }));
  faults.push(...clashes(entries));
  return { entries, faults, name: top ? top.slice(0, -1) : listing.name, close: listing.close };
}

function nameFault(path: string): string | null {
  if (path.length > MAX_PATH) return `the path is longer than ${MAX_PATH} characters`;
  if (/[\p{Cc}\p{Zl}\p{Zp}\ufffd]/u.test(path)) return 'the path has control characters or is not UTF-8';
  if (path.includes('\\')) return 'the path has a backslash; use /';
  if (path.startsWith('/') || /^[a-zA-Z]:/.test(path)) return 'the path is absolute; make it relative';
  const parts = path.split('/');
  if (parts.includes('..')) return 'the path leaves the package (..)';
  if (parts.includes('.') || parts.includes('')) return 'the path has an empty part';
  return null;
}

/** What is shown to people: no control characters, no endless line. */
function printable(path: string): string {
  return path.slice(0, 200).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

function singleTopFolder(entries: readonly Entry[]): string {
  const first = entries[0]?.path ?? '';
  const top = first.slice(0, first.indexOf('/') + 1);
  // A package without problem.yaml whose files all lie in data/ has no top folder, only a fault.
  if (top === '' || top === 'data/') return '';
  return entries.every(({ path }) => path.startsWith(top)) ? top : '';
}

function clashes(entries: readonly Entry[]): Fault[] {
  const faults: Fault[] = [];
  const seen = new Map<string, string>();
  for (const { path } of entries) {
    const key = path.normalize('NFC').toLowerCase();
    const other = seen.get(key);
    if (other === path) faults.push({ path, message: 'is in the package twice' });
    else if (other !== undefined)
      faults.push({ path, message: `differs only in case or accents from ${other}` });
    seen.set(key, path);
  }
  return faults;
}
