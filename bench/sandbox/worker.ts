/** A process as large as `node worker.ts HOME MEMORY_MB` says, which runs programs in boxes as Gavel's worker does. */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Box, Sandbox } from '@gavel/sandbox';

/** `each`: a pause, then one run, `count` times. `parallel`: `count` runs, as many at a time as there are cores. */
export type WorkerOrder = { way: 'each' | 'parallel'; pauseMs: number; count: number; args: string[] };

/** `ms`: of each run, or of all in parallel. */
export type WorkerAnswer = { ms: number[]; cpuMs: number[] };

/** Said once, when boxes are ready. */
export type WorkerReady = { socket: string };

const limits = { cpuMs: 30_000, wallMs: 30_000, memoryKiB: 1 << 20, outputBytes: 1 << 20, processes: 64 };

/** As the judge runs a test: input and output are files, and two runs in a row have not the same one. */
const runIn = (box: Box, args: string[], number = 0) =>
  box.run({
    stage: 'run',
    argv: ['/work/program', ...args],
    stdin: join(box.scratch, 'in'),
    stdout: join(box.scratch, `out${number % 2}`),
    stderr: null,
    traced: false,
    limits,
  });

async function openBox(sandbox: Sandbox): Promise<Box> {
  const box = await sandbox.box();
  await box.put('program.c', await readFile(join(import.meta.dirname, 'program.c')));
  const argv = ['/usr/bin/gcc', '-O2', '-static', '-o', 'program', 'program.c'];
  const { exitCode } = await box.run({
    stage: 'compile',
    argv,
    stdin: null,
    stdout: null,
    stderr: null,
    limits,
  });
  if (exitCode !== 0) throw new Error('the program did not compile');
  await writeFile(join(box.scratch, 'in'), '3\n1 2 3\n');
  return box;
}

async function runEach(box: Box, { pauseMs, count, args }: WorkerOrder): Promise<WorkerAnswer> {
  const answer: WorkerAnswer = { ms: [], cpuMs: [] };
  for (let done = 0; done < count; done += 1) {
    if (pauseMs > 0) await sleep(pauseMs);
    const start = performance.now();
    const { cpuMs } = await runIn(box, args);
    answer.ms.push(performance.now() - start);
    answer.cpuMs.push(cpuMs);
  }
  return answer;
}

/** As the judge does, each box is asked for its next run while one runs. */
async function runParallel(boxes: Box[], { count, args }: WorkerOrder): Promise<WorkerAnswer> {
  const start = performance.now();
  const cpuMs: number[] = [];
  let left = count;
  const work = async (box: Box) => {
    let number = 0;
    const next = () => (left-- > 0 ? runIn(box, args, number++) : null);
    let run = next();
    while (run) {
      // The last ones go to whichever box is free.
      const ahead = left > boxes.length ? next() : null;
      cpuMs.push((await run).cpuMs);
      run = ahead ?? next();
    }
  };
  await Promise.all(boxes.map(work));
  return { ms: [performance.now() - start], cpuMs };
}

async function main(home: string, memoryMb: number): Promise<void> {
  const slots = availableParallelism();
  await using sandbox = await Sandbox.open({ home, boxes: slots + 1 });
  const boxes = await Promise.all(Array.from({ length: slots }, () => openBox(sandbox)));
  const [first] = boxes as [Box];
  // Touched, and kept until the end.
  const ballast = Buffer.alloc(Math.max(0, memoryMb * 1e6 - process.memoryUsage().rss), 1);
  const ready: WorkerReady = { socket: join(first.scratch, '../s') };
  process.send?.(ready);
  for await (const order of orders()) {
    const answer = order.way === 'each' ? await runEach(first, order) : await runParallel(boxes, order);
    process.send?.(answer);
  }
  for (const box of boxes) await box.close();
  ballast.fill(0);
}

/** Ends when the bench closes the channel or is gone. */
async function* orders(): AsyncGenerator<WorkerOrder> {
  let next = Promise.withResolvers<WorkerOrder | null>();
  process.on('message', (order: WorkerOrder) => next.resolve(order));
  process.on('disconnect', () => next.resolve(null));
  for (;;) {
    const order = await next.promise;
    if (!order) return;
    next = Promise.withResolvers();
    yield order;
  }
}

await main(process.argv[2] as string, Number(process.argv[3]));
