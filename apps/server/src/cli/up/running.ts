import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GavelError } from '../../errors.ts';

/** What a running `gavel up` tells other commands on the same data folder. */
export interface Running {
  redisUrl: string;
  databaseUrl: string;
  authSecret: string;
}

const fileOf = (home: string) => join(home, 'running.json');

/** What the `gavel up` on this data folder tells, or undefined: none runs, or it is still starting. */
export function findRunning(home: string): Running | undefined {
  const claim = readClaim(home);
  return claim && isGavel(claim.pid) && 'redisUrl' in claim ? claim : undefined;
}

/**
 * Takes the data folder for this process, until `withdraw`.
 * @throws GavelError when another `gavel up` has it.
 */
export function claim(home: string): void {
  try {
    writeFileSync(fileOf(home), JSON.stringify({ pid: process.pid }), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const other = readClaim(home);
    if (other && isGavel(other.pid)) {
      const message = `gavel already runs on ${home} (process ${other.pid}): stop it first, or choose another GAVEL_HOME`;
      throw new GavelError('already-running', message, { cause: error });
    }
    // Left by one that was killed.
    withdraw(home);
    claim(home);
  }
}

export function announce(home: string, running: Running): void {
  writeFileSync(fileOf(home), JSON.stringify({ pid: process.pid, ...running }), { mode: 0o600 });
}

export function withdraw(home: string): void {
  rmSync(fileOf(home), { force: true });
}

function readClaim(home: string): { pid: number } | ({ pid: number } & Running) | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(home), 'utf8'));
  } catch (error) {
    // Not there, or a power cut came between its making and its writing.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** After a power cut the file is still there, and its pid may be any other program's by now. */
function isGavel(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('cli/main.ts');
  } catch {
    // No such process, or not ours to see.
    return false;
  }
}
