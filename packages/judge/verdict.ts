import type { RunResult } from '@gavel/sandbox';

type Failure = 'TLE' | 'MLE' | 'OLE' | 'RTE';

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
export function verdictOfRun(run: RunResult): Failure | null {
  if (run.limit !== null) return ofLimit[run.limit];
  return run.signal !== null || run.exitCode !== 0 ? 'RTE' : null;
}
