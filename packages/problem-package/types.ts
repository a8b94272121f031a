import type { Comparison, Fault } from '@gavel/contract';

/** A file of the package, unpacked. `path` is valid until the package is disposed of. */
export interface FileRef {
  /** Bytes. */
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly path: string;
}

/** `name` is the path under `data/` without its ending: `sample/1`, `secret/big/03`. */
export interface PackageTest {
  readonly name: string;
  readonly sample: boolean;
  readonly input: FileRef;
  readonly answer: FileRef;
}

/** A problem as its package tells it. Test data lies in a private folder until `dispose`. */
export interface ProblemPackage extends AsyncDisposable {
  /** Made of the package's folder or file name; empty if nothing of it can be in a slug. */
  readonly slugHint: string;
  readonly title: string;
  readonly statementMarkdown: string;
  readonly timeLimitMs: number;
  readonly memoryLimitKiB: number;
  /** `null`: the package does not say; the judge's own bound holds. */
  readonly outputLimitBytes: number | null;
  /** 1 (easy) to 10 (hard). */
  readonly difficulty: number | null;
  readonly author: string | null;
  readonly source: string | null;
  readonly license: string | null;
  /** Samples first, then secret tests, each in the order of their names. */
  readonly tests: readonly PackageTest[];
  readonly comparison: Comparison;
  /** The sources of a checker or interactor: a JSON object of file name → text. `null`: tokens are compared. */
  readonly referee: FileRef | null;
  /** What was left out or assumed. */
  readonly warnings: readonly Fault[];
  /** Removes the unpacked files. Safe to call twice. */
  dispose(): Promise<void>;
}

/** Bounds of one package; the defaults are the contract's. */
export interface PackageLimits {
  /** Bytes of the archive. */
  readonly zipBytes: number;
  /** Bytes of all that is unpacked, counted while it is unpacked, not as headers claim. */
  readonly unpackedBytes: number;
  readonly files: number;
}

export interface ReadOptions {
  readonly limits?: Partial<PackageLimits>;
  /** Where the private folder is made. Default: the system's folder for temporary files. */
  readonly tmpDir?: string;
  /** Stands for the name of the package where the archive's own file name says nothing. */
  readonly name?: string;
}
