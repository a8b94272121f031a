import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { type Measured, measure, type Sample, type Spread, spread, type Variants } from './harness.ts';
import { WorkerClient } from './sandbox/client.ts';
import { compile, Driver } from './sandbox/driver.ts';

/** Milliseconds before a test → how many tests a sample is the median of. */
const PAUSES = { 0: 9, 20: 5, 100: 3, 500: 1 } as const;
/** Rounds of work of program.c: 5 to 10 ms, and 50 to 100, by machine. */
const WORK = { short: '150', long: '1500' } as const;
/** Enough that the first and the last do not count for much. */
const PARALLEL = 32;

const home = process.env.GAVEL_HOME ?? join(import.meta.dirname, '../.gavel');

/** Time per test of a static C program that does nothing, beside bare fork and exec and other sandboxes. */
export const sandbox: Bench = {
  about: 'time per test of a static C program over bare fork+exec+wait: ours, bwrap, isolate',
  plan: { rounds: 40, warmUp: 2 },
  metrics: {
    ms0: 'one test right after the other',
    x0: '… times bare in the same round',
    ms20: 'one test after a pause of 20 ms',
    x20: '… times bare',
    ms100: 'after 100 ms',
    x100: '… times bare',
    ms500: 'after 500 ms',
    x500: '… times bare',
    shortMs: 'tests of 5 to 10 ms of work, all slots busy: all together',
    short: '… throughput, percent of bare',
    longMs: 'tests of 50 to 100 ms of work, all slots busy: all together',
    long: '… throughput, percent of bare',
    cpuMs: 'CPU time of one test of 50 to 100 ms, all slots busy',
    cpuP90: '… p90 over p50 of the tests of one round',
  },
  async run(plan) {
    const folder = await mkdtemp(join(tmpdir(), 'gavel-bench-'));
    try {
      return await measureIn(folder, plan);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measureIn(folder: string, plan: Bench['plan']): Promise<Measured> {
  const program = await compile('program.c', folder, '-static');
  await using driver = await Driver.start(folder);
  await using small = await WorkerClient.start(home, 50);
  await using large = await WorkerClient.start(home, 500);
  await takeBox(driver, small.socket);
  const cpu: Measured = { 'bare, all slots, each test': [], 'boxes, all slots, each test': [] };
  const driven = (command: string[]) => () =>
    times((pauseMs, count) => driver.order('each', pauseMs, count, ...command));
  const worked = (worker: WorkerClient) => () =>
    times(async (pauseMs, count) => (await worker.order({ way: 'each', pauseMs, count, args: [] })).ms);
  const variants: Variants = {
    bare: driven([program]),
    'box, from a small C process': () =>
      times((pauseMs, count) => driver.order('run', pauseMs, count, 'run', '/work/program')),
    'box, from Node at 50 MB': worked(small),
    'box, from Node at 500 MB': worked(large),
    bwrap: driven(bwrap(folder)),
    ...(existsSync(ISOLATE) ? { isolate: driven(isolate(folder)) } : {}),
    'bare, all slots': () =>
      throughput(cpu['bare, all slots, each test'], async (args) => {
        const [ms, ...cpuMs] = await driver.order(
          'parallel',
          availableParallelism(),
          PARALLEL,
          program,
          ...args,
        );
        return { ms: [ms as number], cpuMs };
      }),
    'boxes, all slots': () =>
      throughput(cpu['boxes, all slots, each test'], (args) =>
        small.order({ way: 'parallel', pauseMs: 0, count: PARALLEL, args }),
      ),
  };
  return { ...compared(await measure(variants, plan)), ...cpu };
}

async function takeBox(driver: Driver, socket: string): Promise<void> {
  await driver.order('box', socket);
  await driver.order('put', 'program.c', join(import.meta.dirname, 'sandbox/program.c'));
  const gcc = ['/usr/bin/gcc', '-O2', '-static', '-o', 'program', 'program.c'];
  await driver.order('run', 0, 1, 'compile', ...gcc);
}

/** A run that is thrown away begins the first pause. */
async function times(each: (pauseMs: number, count: number) => Promise<number[]>): Promise<Sample> {
  const sample: Record<string, number> = {};
  for (const [pause, count] of Object.entries(PAUSES)) {
    await each(0, 1);
    const ms = await each(Number(pause), count);
    sample[`ms${pause}`] = ms.toSorted((a, b) => a - b)[Math.floor(ms.length / 2)] as number;
  }
  return sample;
}

async function throughput(
  cpu: Sample[] | undefined,
  parallel: (args: string[]) => Promise<{ ms: number[]; cpuMs: number[] }>,
): Promise<Sample> {
  const short = await parallel([WORK.short]);
  const long = await parallel([WORK.long]);
  const tests = long.cpuMs.map((cpuMs) => ({ cpuMs }));
  cpu?.push(...tests);
  const { median, p90 } = spread(tests, 'cpuMs') as Spread;
  return { shortMs: short.ms[0] as number, longMs: long.ms[0] as number, cpuP90: p90 / median };
}

/** Adds to each sample how it stands to the bare one of its round. */
function compared(measured: Measured): Measured {
  const { bare, 'bare, all slots': busy } = measured as Record<string, Sample[]>;
  return Object.fromEntries(
    Object.entries(measured).map(([name, samples]) => [
      name,
      samples.map((sample, round) => ({ ...sample, ...ratios(sample, bare?.[round], busy?.[round]) })),
    ]),
  );
}

function ratios(sample: Sample, bare: Sample | undefined, busy: Sample | undefined): Sample {
  const found: Record<string, number> = {};
  for (const pause of Object.keys(PAUSES)) {
    const [ours, theirs] = [sample[`ms${pause}`], bare?.[`ms${pause}`]];
    if (ours && theirs) found[`x${pause}`] = ours / theirs;
  }
  for (const kind of ['short', 'long']) {
    const [ours, theirs] = [sample[`${kind}Ms`], busy?.[`${kind}Ms`]];
    if (ours && theirs) found[kind] = (100 * theirs) / ours;
  }
  return found;
}

/** What a judge would ask of it: the same view and namespaces as our boxes. */
function bwrap(folder: string): string[] {
  const lib = ['lib', 'lib64', 'bin'].flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]);
  return [
    ...['/usr/bin/bwrap', '--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    ...['--ro-bind', '/usr', '/usr', ...lib, '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'],
    ...['--ro-bind', folder, '/work', '--', '/work/program'],
  ];
}

const ISOLATE = '/usr/local/bin/isolate';

/** `man isolate`: a box is made, used for one test with limits, and thrown away. */
function isolate(folder: string): string[] {
  const limits = ['--time=30', '--wall-time=30', '--mem=1048576', '--processes=64', '--fsize=1024'];
  return [
    ...[ISOLATE, '--box-id=9', '--init', ';'],
    ...[ISOLATE, '--box-id=9', ...limits, `--dir=/gavel=${folder}`, '--run', '--', '/gavel/program', ';'],
    ...[ISOLATE, '--box-id=9', '--cleanup'],
  ];
}
