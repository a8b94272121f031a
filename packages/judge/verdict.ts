import type { RunResult } from '@gavel/sandbox';

type FailedVerdict = 'TLE' | 'MLE' | 'OLE' | 'RTE';

const ofLimit = {
  cpu: 'TLE',
  wall: 'TLE',
  memory: 'MLE',
  output: 'OLE',
  file: 'OLE',
  files: 'OLE',
  processes: 'RTE',
  descriptors: 'RTE',
} as const;

/** The verdict that a run has earned before anybody looks at its output; null when it ended well. */
export function verdictOfRun(run: RunResult): FailedVerdict | null {
  if (run.limit !== null) return ofLimit[run.limit];
  return run.signal !== null || run.exitCode !== 0 ? 'RTE' : null;
}
