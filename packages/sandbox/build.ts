import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SandboxError } from './errors.ts';

const sources = join(import.meta.dirname, 'native');
const programs = {
  launcher: ['launcher.c', 'box.c', 'client.c', 'run.c', 'ends.c', 'link.c', 'cell.c', 'group.c'],
  runner: ['runner.c', 'filter.c', 'trace.c', 'note.c'],
};
const warnings = [
  '-Wall',
  '-Wextra',
  '-Wshadow',
  '-Wconversion',
  '-Wstrict-prototypes',
  '-Wmissing-prototypes',
];
const flags = ['-std=gnu17', ...warnings, '-Wformat=2', '-Wvla'];
/** Warnings are errors in the tests only: a compiler newer than all we know has new ones. */
export const release = ['-O2', '-static'];

export type NativePrograms = { launcher: string; runner: string };

/** Compiles the C parts into the data folder, once for each state of their sources. */
export async function build(home: string): Promise<NativePrograms> {
  const folder = join(home, 'build', `sandbox-${await sourceHash()}`);
  if (!(await exists(folder))) await compileInto(folder);
  return { launcher: join(folder, 'launcher'), runner: join(folder, 'runner') };
}

async function sourceHash(): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([process.arch, flags, release, programs]));
  for (const name of (await readdir(sources)).sort())
    hash.update(name).update(await readFile(join(sources, name)));
  return hash.digest('hex').slice(0, 16);
}

/** In a folder of its own, renamed when whole: several processes may build at once. */
async function compileInto(folder: string): Promise<void> {
  await mkdir(join(folder, '..'), { recursive: true });
  const draft = await mkdtemp(`${folder}.`);
  try {
    await compile('launcher', join(draft, 'launcher'));
    await compile('runner', join(draft, 'runner'));
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (await exists(folder)) return;
    const detail = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new SandboxError(
      'sandbox_build_failed',
      `the sandbox's C parts did not compile (is a C compiler installed? apt-get install gcc libc6-dev): ${detail.trim()}`,
      { cause: error },
    );
  }
}

/** One of the programs, as it is used, or for a test with `more` in place of what a release has. */
export async function compile(name: keyof typeof programs, path: string, more = release): Promise<void> {
  const files = programs[name].map((file) => join(sources, file));
  await promisify(execFile)('cc', [...flags, ...more, '-o', path, ...files]);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
