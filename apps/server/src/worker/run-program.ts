import type { RunLimits } from '@gavel/contract';
import { runOnce } from '@gavel/judge';
import type { ConsumedJob } from '@gavel/queue';
import { endedEvents } from '../ended-events.ts';
import type { WorkerContext } from './judge-submission.ts';
import { Progress } from './progress.ts';
import { untilDatabase } from './until-database.ts';

/** What a run on custom input gets unless its author asks for less, and at most. */
const RUN_LIMITS = { cpuMs: 5_000, wallMs: 15_000, memoryKiB: 256 * 1024, outputBytes: 1024 * 1024 };

/** What a run gets whose author asks for these limits. */
export function runLimits(asked: RunLimits): typeof RUN_LIMITS {
  const lower = (name: keyof RunLimits) => Math.min(asked[name] ?? RUN_LIMITS[name], RUN_LIMITS[name]);
  return { ...RUN_LIMITS, cpuMs: lower('cpuMs'), wallMs: lower('wallMs'), memoryKiB: lower('memoryKiB') };
}

/** One program on custom input, in the same order as a submission: Postgres, message, acknowledgement. */
export async function runProgram(
  job: ConsumedJob,
  id: string,
  context: WorkerContext,
  signal: AbortSignal,
): Promise<void> {
  const { store, sandbox, ending } = context;
  const progress = new Progress(context, [`run:${id}`, `user:${job.tenant}`]);
  const work = await untilDatabase(() => store.runs.start(id, job.attempt), signal);
  if (work) {
    const { source, language, stdin, limits } = work;
    const outcome = await runOnce(sandbox, {
      source,
      language,
      stdin,
      limits: runLimits(limits),
      signal,
    });
    await untilDatabase(() => store.runs.finish(id, job.attempt, outcome), ending);
  }
  await progress.conclude(await untilDatabase(() => endedEvents(store, 'run', id), ending));
  await job.ack();
}
