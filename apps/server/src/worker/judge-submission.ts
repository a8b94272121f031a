import { setTimeout as delay } from 'node:timers/promises';
import { type Judgement, judge } from '@gavel/judge';
import type { ConsumedJob } from '@gavel/queue';
import type { Sandbox } from '@gavel/sandbox';
import { type Finished, isDatabaseUnavailable, type SubmissionWork } from '@gavel/store';
import type { Resources } from '../resources.ts';
import { Progress } from './progress.ts';
import type { TestData } from './test-data.ts';

export interface WorkerContext extends Resources {
  readonly sandbox: Sandbox;
  readonly testData: TestData;
}

/** After this many tries a judge error is the verdict: it is not a passing fault. */
const TRIES = 3;
const STORE_RETRY_MS = 1_000;

/**
 * One submission under one attempt. The order is the promise: verdict to Postgres, guarded by the attempt; then
 * the acknowledgement; then the message. A crash between two of them is mended by the next holder of the job.
 */
export async function judgeSubmission(
  job: ConsumedJob,
  id: string,
  context: WorkerContext,
  signal: AbortSignal,
): Promise<void> {
  const { store, publisher, log } = context;
  const progress = new Progress(publisher, [`submission:${id}`, `user:${job.tenant}`], log);
  const work = await store.submissions.start(id, job.attempt);
  if (!work) return settleEnded(job, id, context, progress);

  const clock = stopwatch();
  const queueMs = Date.now() - Date.parse(work.createdAt);
  progress.send({ type: 'submission.started', id, attempt: job.attempt });
  const judgement = await judgeTests(work, context, progress, signal);
  if (judgement.verdict === 'JE' && job.attempt < TRIES) throw new Error(judgement.error ?? 'judge error');

  const phases = { queueMs, judgedMs: clock(), ...judgement.phases };
  const finished = await storeVerdict(
    () => store.submissions.finish(id, job.attempt, { ...judgement, phases }),
    signal,
  );
  const storeMs = clock();
  await job.ack();
  const ackMs = clock();
  if (finished.stored) await announceVerdict(work, judgement, finished.coins, progress);
  const { verdict } = judgement;
  log.info({ verdict, phases: { ...phases, storeMs, ackMs, publishMs: clock() } }, 'judged');
}

/** Each call gives the milliseconds since the one before. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const before = last;
    last = performance.now();
    return last - before;
  };
}

async function announceVerdict(
  { id, userId }: SubmissionWork,
  { verdict, score, cpuMs, memoryKiB }: Judgement,
  coins: number | null,
  progress: Progress,
): Promise<void> {
  progress.send({ type: 'submission.finished', id, verdict, score, cpuMs, memoryKiB });
  if (coins !== null) progress.send({ type: 'wallet.changed', coins }, [`user:${userId}`]);
  await progress.sent();
}

async function judgeTests(
  work: SubmissionWork,
  { sandbox, testData }: WorkerContext,
  progress: Progress,
  signal: AbortSignal,
): Promise<Judgement> {
  const { id, source, language, problem } = work;
  const total = work.tests.length;
  const tests = await Promise.all(
    work.tests.map(async ({ name, input, answer }) => ({
      name,
      inputPath: await testData.path(input),
      answerPath: await testData.path(answer),
    })),
  );
  return judge(sandbox, {
    source,
    language,
    tests,
    limits: {
      cpuMs: problem.timeLimitMs,
      memoryKiB: problem.memoryLimitKiB,
      ...(problem.outputLimitBytes === null ? {} : { outputBytes: problem.outputLimitBytes }),
    },
    onCompiled: ({ ok }) => progress.send({ type: 'submission.compiled', id, ok }),
    onTest: ({ index, verdict, cpuMs, memoryKiB }) =>
      progress.send({ type: 'submission.test', id, index, total, verdict, cpuMs, memoryKiB }),
    signal,
  });
}

/** A verdict that cost judging time is kept until Postgres is back, for as long as the lease is ours. */
async function storeVerdict(store: () => Promise<Finished>, signal: AbortSignal): Promise<Finished> {
  for (;;) {
    try {
      return await store();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      await delay(STORE_RETRY_MS, undefined, { signal });
    }
  }
}

/** An earlier holder of the job stored the verdict and was gone before it could say so. */
async function settleEnded(
  job: ConsumedJob,
  id: string,
  { store }: WorkerContext,
  progress: Progress,
): Promise<void> {
  const submission = await store.submissions.get(id);
  await job.ack();
  if (submission?.state !== 'done' || submission.verdict === null) return;
  const { verdict, score, cpuMs, memoryKiB } = submission;
  progress.send({
    type: 'submission.finished',
    ...{ id, verdict, score: score ?? 0, cpuMs: cpuMs ?? 0, memoryKiB: memoryKiB ?? 0 },
  });
  await progress.sent();
}
