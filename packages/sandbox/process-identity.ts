import { readFileSync } from 'node:fs';

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

let opened = 0;

/** A name for what this process owns: `gavel-PID-START-N`. */
export function ownName(): string {
  opened += 1;
  return `gavel-${process.pid}-${startOf(process.pid)}-${opened}`;
}

/** Whether `name` was given by `ownName` in a process that has ended. */
export function isOrphan(name: string): boolean {
  const parts = /^gavel-(\d+)-(\d+)-\d+$/.exec(name);
  return parts !== null && startOf(Number(parts[1])) !== parts[2];
}
