import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { startTestRedis } from '@gavel/test-support';
import type { Bench } from '../bench.ts';
import { measure, type Sample } from '../harness.ts';
import type { Server } from './contestant.ts';
import { type ContestantName, contestants } from './contestants.ts';
import type { Task } from './worker.ts';

const PROCESSES = 4;
const COUNTS = { 1: 4_000, 10: 8_000, 100: 8_000 };

/** Jobs worked by four processes while a fifth adds them. */
export const queueProcesses: Bench = {
  about: 'the queue, BullMQ and raw lists: four processes work while another adds',
  plan: { rounds: 8, warmUp: 1 },
  metrics: Object.fromEntries(
    Object.keys(COUNTS).map((c) => [`work${c}`, `jobs a second by ${PROCESSES} processes, at ${c} each`]),
  ),
  async run(plan) {
    const server = await startTestRedis('--appendonly', 'no');
    const children = Array.from({ length: PROCESSES }, () => fork(new URL('worker.ts', import.meta.url)));
    try {
      const names = Object.keys(contestants) as ContestantName[];
      const runs = names.map((name) => [name, () => sample(name, server, children)] as const);
      return await measure(Object.fromEntries(runs), plan);
    } finally {
      await Promise.all(children.map(kill));
      await server.stop();
    }
  },
};

async function sample(
  contestant: ContestantName,
  { url, port }: Server,
  children: readonly ChildProcess[],
): Promise<Sample> {
  const found: Record<string, number> = {};
  const server = { url, port };
  for (const [concurrency, count] of Object.entries(COUNTS)) {
    const queue = randomUUID();
    await using one = await contestants[contestant](server, queue);
    await tellAll(children, { contestant, server, queue, concurrency: Number(concurrency) });
    const all = seen(children, count);
    const began = performance.now();
    await Promise.all([all, one.addUnawaited(count)]);
    found[`work${concurrency}`] = (count / (performance.now() - began)) * 1_000;
    await tellAll(children, null);
  }
  return found;
}

/** Resolves when all are ready for it. */
async function tellAll(children: readonly ChildProcess[], task: Task | null): Promise<void> {
  const ready = children.map(
    (child) =>
      new Promise<void>((resolve) => {
        child.on('message', function listen(said) {
          if (said !== 'ready') return;
          child.off('message', listen);
          resolve();
        });
      }),
  );
  for (const child of children) child.send(task as Task);
  await Promise.all(ready);
}

async function seen(children: readonly ChildProcess[], count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let sum = 0;
  const onMessage = (said: unknown) => {
    if (typeof said === 'number') sum += said;
    if (sum >= count) resolve();
  };
  for (const child of children) child.on('message', onMessage);
  await promise;
  for (const child of children) child.off('message', onMessage);
}

export async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
