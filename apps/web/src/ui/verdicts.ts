import type { RunStatus, Verdict } from '@gavel/contract';

const names: Record<Verdict | RunStatus, string> = {
  AC: 'Accepted',
  OK: 'Finished',
  WA: 'Wrong answer',
  TLE: 'Time limit exceeded',
  MLE: 'Memory limit exceeded',
  OLE: 'Output limit exceeded',
  RTE: 'Run-time error',
  CE: 'Compile error',
  JE: 'Judge error',
};

export function verdictName(verdict: Verdict | RunStatus): string {
  return names[verdict];
}
