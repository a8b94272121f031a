import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { glob, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GavelError } from '../../errors.ts';
import { checkoutRoot } from '../../paths.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What the built app is made from: a change in any of these makes a new build. */
const SOURCES = [
  'package-lock.json',
  'apps/web/*.*',
  'apps/web/{src,public}/**/*.*',
  'packages/contract/*.ts',
  'packages/live/client/*.ts',
];

/** Builds the web app into the data folder unless that build is there. Returns the folder of the build. */
export async function buildWeb(home: string): Promise<string> {
  const builds = join(home, 'build');
  const target = join(builds, `web-${await hashSources()}`);
  if (existsSync(target)) return target;

  console.error('gavel: building the web app');
  await mkdir(builds, { recursive: true });
  // Built aside and renamed, so that an interrupted build is never served.
  const unfinished = await mkdtemp(join(builds, 'unfinished-web-'));
  try {
    await runVite(unfinished);
    await rename(unfinished, target);
  } catch (error) {
    // Another process with the same data folder may have been faster.
    if (!existsSync(target)) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  await removeOld(builds);
  return target;
}

/** One of today may be what a Gavel that runs now serves. */
async function removeOld(builds: string): Promise<void> {
  for (const name of await readdir(builds)) {
    const build = join(builds, name);
    if (name.startsWith('web-') && Date.now() - (await stat(build)).mtimeMs > DAY_MS)
      await rm(build, { recursive: true, force: true });
  }
}

async function hashSources(): Promise<string> {
  const hash = createHash('sha256');
  const files = (await Array.fromAsync(glob(SOURCES, { cwd: checkoutRoot }))).sort();
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(await readFile(join(checkoutRoot, file)));
  return hash.digest('hex').slice(0, 16);
}

async function runVite(outDir: string): Promise<void> {
  const vite = join(checkoutRoot, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'];
  const child = spawn(process.execPath, args, {
    cwd: join(checkoutRoot, 'apps/web'),
    stdio: ['ignore', 2, 2],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new GavelError('web-build', 'the web app could not be built: see the messages above');
}
