import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';
import { SandboxError } from './errors.ts';
import type { LimitName, Limits, RunResult } from './types.ts';

/** The launcher's `done` line (native/box.h). */
export type Report = {
  status: number;
  cause: string;
  exec_errno: number;
  cpu_ns: number;
  wall_ns: number;
  peak_kib: number;
  oom_kills: number;
  refused_forks: number;
  output: number;
  leftovers: number;
  survivors: number;
  full: number;
  descriptors_used: number;
};

/** Reversed: of two names for one number the first listed stays, SIGABRT rather than SIGIOT. */
const signalNames = new Map(
  Object.entries(constants.signals)
    .reverse()
    .map(([name, number]) => [number, name]),
);

export function parseReport(line: string): Report {
  const pairs = new Map(line.split(' ').map((pair) => pair.split('=', 2) as [string, string]));
  const number = (key: string) => Number(pairs.get(key));
  return {
    status: number('status'),
    cause: pairs.get('cause') ?? '',
    exec_errno: number('exec_errno'),
    cpu_ns: number('cpu_ns'),
    wall_ns: number('wall_ns'),
    peak_kib: number('peak_kib'),
    oom_kills: number('oom_kills'),
    refused_forks: number('refused_forks'),
    output: number('output'),
    leftovers: number('leftovers'),
    survivors: number('survivors'),
    full: number('full'),
    descriptors_used: number('descriptors_used'),
  };
}

/** Tells how a run ended, or throws when it was not the program's doing. */
export function toResult(report: Report, limits: Limits, program: string): RunResult {
  if (report.exec_errno !== 0)
    throw new SandboxError(
      'sandbox_refused',
      `${program} cannot be executed: ${errorName(report.exec_errno)}`,
    );
  if (report.cause === 'disk')
    throw new SandboxError('sandbox_refused', 'the output could not be written; is the disk full?');
  if (report.cause === 'starved')
    throw new SandboxError(
      'sandbox_out_of_memory',
      'the machine ran out of memory, and the kernel took it from this program: it needs more of it, or fewer slots',
    );
  const limit = limitHit(report, limits);
  if (report.cause === 'lost' && limit === null)
    throw new SandboxError('sandbox_gone', 'the box ended in the middle of a run');
  // The layout of wait(2): low seven bits the signal, second byte the exit code.
  const signal = report.status & 0x7f;
  return {
    outcome: limit !== null ? 'limit' : signal !== 0 ? 'signalled' : 'exited',
    limit,
    exitCode: signal !== 0 ? null : (report.status >> 8) & 0xff,
    signal: signal !== 0 ? signalName(signal) : null,
    cpuMs: Math.round(report.cpu_ns / 1e6),
    wallMs: Math.round(report.wall_ns / 1e6),
    memoryKiB: report.peak_kib,
    outputBytes: report.output,
    leftovers: report.leftovers,
    survivors: report.survivors,
  };
}

/** Memory first: a program that lost a part of itself to the OOM killer may well go on to loop or fail. */
function limitHit(report: Report, limits: Limits): LimitName | null {
  if (report.oom_kills > 0) return 'memory';
  if (report.cause === 'output' || report.output > limits.outputBytes) return 'output';
  if (report.cause === 'cpu' || report.cpu_ns > limits.cpuMs * 1e6) return 'cpu';
  if (report.cause === 'wall' || report.wall_ns > limits.wallMs * 1e6) return 'wall';
  if ((report.status & 0x7f) === constants.signals.SIGXFSZ) return 'file';
  // A program may try for more than it gets and live with less.
  if (report.status === 0) return null;
  if (report.refused_forks > 0) return 'processes';
  if (report.full > 0) return 'files';
  return report.descriptors_used > 0 ? 'descriptors' : null;
}

/** Real-time signals, from 32 on, have no names in Node. */
function signalName(number: number): string {
  return signalNames.get(number) ?? `SIG${number}`;
}

function errorName(errno: number): string {
  return getSystemErrorName(-errno);
}
