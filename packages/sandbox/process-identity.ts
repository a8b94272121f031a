import { readFileSync, readlinkSync } from 'node:fs';

/** When a process started, in ticks since boot: with its pid it names a process for good. Null: there is none. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the name in brackets, and may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    // No such process.
    return null;
  }
}

/** The number of the namespace that pids of this process are of: containers may share a folder, not their pids. */
const pids = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0];

let opened = 0;

/** A name for what this process owns: `gavel-PID-START-N-PIDS`. */
export function ownName(): string {
  opened += 1;
  return `gavel-${process.pid}-${startOf(process.pid)}-${opened}-${pids}`;
}

/**
 * Whether `name` was given by `ownName` in a process that has ended. Of one in another pid namespace it cannot be
 * told: what a killed container leaves, a few small files, stays.
 */
export function isOrphan(name: string): boolean {
  const parts = /^gavel-(\d+)-(\d+)-\d+(?:-(\d+))?$/.exec(name);
  if (parts === null || (parts[3] !== undefined && parts[3] !== pids)) return false;
  return startOf(Number(parts[1])) !== parts[2];
}
