import { tmpdir } from 'node:os';
import { bounds, type Fault } from '@gavel/contract';
import { readComparison } from './comparison.ts';
import type { Context } from './context.ts';
import { listDirectory } from './directory.ts';
import { PackageError } from './errors.ts';
import { type Listing, tidy } from './listing.ts';
import { readSettings } from './settings.ts';
import { readStatement } from './statement.ts';
import { readTests } from './tests.ts';
import type { PackageLimits, ProblemPackage, ReadOptions } from './types.ts';
import { Unpacker } from './unpack.ts';
import { listZip } from './zip.ts';

/**
 * Reads a package that is a ZIP archive. Whatever the bytes are, the answer is a package or a `PackageError`
 * with every fault; system errors (a full disk, no such file) are thrown as they are.
 */
export async function readPackageZip(zipPath: string, options: ReadOptions = {}): Promise<ProblemPackage> {
  const limits = limitsOf(options);
  return read(await listZip(zipPath, limits), limits, options);
}

/** The same for a package that is a folder; its files are copied, so it may change afterwards. */
export async function readPackageDirectory(dir: string, options: ReadOptions = {}): Promise<ProblemPackage> {
  const limits = limitsOf(options);
  return read(await listDirectory(dir, limits), limits, options);
}

function limitsOf(options: ReadOptions): PackageLimits {
  return {
    zipBytes: bounds.packageZip,
    unpackedBytes: bounds.packageUnpacked,
    files: bounds.packageFiles,
    ...options.limits,
  };
}

async function read(raw: Listing, limits: PackageLimits, options: ReadOptions): Promise<ProblemPackage> {
  const listing = tidy(raw);
  let unpacker: Unpacker | undefined;
  try {
    unpacker = await Unpacker.create(options.tmpDir ?? tmpdir(), limits.unpackedBytes);
    return await assemble(listing, unpacker, options.name ?? listing.name);
  } catch (error) {
    await unpacker?.dispose();
    throw error;
  } finally {
    listing.close();
  }
}

async function assemble(listing: Listing, unpacker: Unpacker, name: string): Promise<ProblemPackage> {
  const warnings: Fault[] = [];
  const context: Context = { listing, unpacker, faults: [...listing.faults], warnings };
  const settings = await readSettings(context);
  const statement = await readStatement(context);
  const compared = await readComparison(settings.validation, context);
  const tests = await readTests(context);
  const title = settings.titles.get(statement.language) ?? settings.anyTitle ?? statement.title;
  if (title === null && settings.sound) {
    context.faults.push({ path: 'problem.yaml', message: 'name is missing: the problem needs a title' });
  }
  const faults = [...context.faults, ...unpacker.faults];
  if (faults.length > 0 || title === null) throw new PackageError(faults);
  const dispose = () => unpacker.dispose();
  return {
    slugHint: slugOf(name),
    title,
    statementMarkdown: statement.markdown,
    ...settings.facts,
    ...compared,
    tests,
    warnings,
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.(zip|kpp)$/, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replaceAll(/^-+|-+$/g, '');
}
