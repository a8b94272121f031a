import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GavelError } from '../../errors.ts';

/** What a running `gavel up` tells other commands on the same data folder. */
export interface Running {
  pid: number;
  redisUrl: string;
  databaseUrl: string;
  authSecret: string;
}

const fileOf = (home: string) => join(home, 'running.json');

/** The `gavel up` that runs on this data folder, or undefined. */
export function findRunning(home: string): Running | undefined {
  let running: Running;
  try {
    running = JSON.parse(readFileSync(fileOf(home), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  // After a power cut the file is still there, and its pid may be any other program's by now.
  return isGavel(running.pid) ? running : undefined;
}

function isGavel(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('cli/main.ts');
  } catch {
    // No such process, or not ours to see.
    return false;
  }
}

/** @throws GavelError when another `gavel up` runs on this data folder. */
export function refuseSecond(home: string): void {
  const other = findRunning(home);
  if (!other || other.pid === process.pid) return;
  const message = `gavel already runs on ${home} (process ${other.pid}): stop it first, or choose another GAVEL_HOME`;
  throw new GavelError('already-running', message);
}

export function announce(home: string, running: Running): void {
  writeFileSync(fileOf(home), JSON.stringify(running), { mode: 0o600 });
}

export function withdraw(home: string): void {
  rmSync(fileOf(home), { force: true });
}
