import type { LimitName, RunResult } from '@gavel/sandbox';

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

/** A program may try for more of these than it gets, go on, and come to an end of its own. */
const livedWithout: LimitName[] = ['processes', 'files', 'descriptors'];

/** Whether the program was not let go on to an end of its own. */
export const wasStopped = ({ limit }: RunResult) => limit !== null && !livedWithout.includes(limit);

/** The verdict that a run has earned before anybody looks at its output; null when it ended well. */
export function verdictOfRun(run: RunResult): FailedVerdict | null {
  if (run.limit !== null) return ofLimit[run.limit];
  return run.signal !== null || run.exitCode !== 0 ? 'RTE' : null;
}
