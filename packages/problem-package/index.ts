/** Problem packages (ICPC/Kattis format, legacy and 2023-07) → what a judge needs. */
export { PackageError } from './errors.ts';
export { languageOfFile } from './languages.ts';
export { readPackageDirectory, readPackageZip } from './read.ts';
export type { FileRef, PackageLimits, PackageTest, ProblemPackage, ReadOptions } from './types.ts';
