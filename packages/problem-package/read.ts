import type { ProblemPackage, ReadOptions } from './types.ts';

export async function readPackageZip(_zipPath: string, _options: ReadOptions = {}): Promise<ProblemPackage> {
  throw new Error('not written yet');
}

export async function readPackageDirectory(
  _dir: string,
  _options: ReadOptions = {},
): Promise<ProblemPackage> {
  throw new Error('not written yet');
}
