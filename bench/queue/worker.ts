import type { Server } from './contestant.ts';
import { type ContestantName, contestants } from './contestants.ts';

/** To a process that works. */
export interface Task {
  readonly contestant: ContestantName;
  readonly server: Server;
  readonly queue: string;
  readonly concurrency: number;
}

let unsaid = 0;
function tell(): void {
  process.send?.(unsaid);
  unsaid = 0;
}

async function work({ contestant, server, queue, concurrency }: Task): Promise<() => Promise<void>> {
  const one = await contestants[contestant](server, queue);
  const workers = await one.work(concurrency, () => {
    if (unsaid++ === 0) setTimeout(tell, 5);
  });
  return async () => {
    await workers[Symbol.asyncDispose]();
    await one[Symbol.asyncDispose]();
  };
}

/** It works on a task until the next message, and says how many jobs it has begun since it said so last. */
let end = async () => {};
process.on('message', async (task: Task | null) => {
  await end();
  end = task ? await work(task) : async () => {};
  process.send?.('ready');
});
process.once('disconnect', () => process.exit());
