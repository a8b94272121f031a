import type { Fault } from '@gavel/contract';

/** How many faults one answer lists; what is beyond is counted. */
const LISTED = 100;

/**
 * The package is not one that can be judged: `faults` lists everything found wrong, each with its place.
 * Trying again without changing the package does not help. Other errors (a full disk) are thrown as they are.
 */
export class PackageError extends Error {
  override readonly name = 'PackageError';
  readonly code = 'package_faults';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const listed = faults.slice(0, LISTED);
    const more = faults.length - listed.length;
    if (more > 0) listed.push({ path: '', message: `and ${more} more faults` });
    super(`the problem package has faults:\n${listed.map((f) => `${f.path}: ${f.message}`).join('\n')}`);
    this.faults = listed;
  }
}

/** The bytes of one file are not those that were packed; the caller knows which file it is. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';
  readonly code = 'damaged';

  constructor() {
    super('damaged: its checksum does not match; pack the archive again');
  }
}

/** A disk that is full, a file that may not be read: not the package's fault, whatever it holds. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
