import type { LimitName, TestResult } from '@gavel/contract';

const limits: Record<LimitName, string> = {
  cpu: 'CPU time limit',
  wall: 'wall time limit (it waited or slept)',
  memory: 'memory used up',
  output: 'too much output',
  processes: 'too many processes',
  file: 'a file too large',
  files: 'too much written to files',
  descriptors: 'too many open files',
};

const signals: Record<string, string> = {
  SIGSEGV: 'invalid memory access',
  SIGBUS: 'invalid memory access',
  SIGABRT: 'it aborted itself',
  SIGFPE: 'division by zero, or the like',
  SIGILL: 'invalid instruction',
  SIGSYS: 'forbidden system call',
  // Whoever is killed for a limit has that limit.
  SIGKILL: 'it killed itself',
};

/** Why a program did not end well; null: it did, or nothing is known of it. */
export function howItEnded(end: Pick<TestResult, 'limit' | 'exitCode' | 'signal'>): string | null {
  const { limit, exitCode, signal } = end;
  if (limit) return limits[limit];
  if (signal) return `signal ${signal}${signals[signal] ? ` (${signals[signal]})` : ''}`;
  return exitCode ? `exit code ${exitCode}` : null;
}
