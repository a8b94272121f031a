import { type Judgement, judge } from '@gavel/judge';
import type { ConsumedJob } from '@gavel/queue';
import type { Sandbox } from '@gavel/sandbox';
import type { SubmissionWork } from '@gavel/store';
import { endedEvents, submissionEnded } from '../ended-events.ts';
import type { Resources } from '../resources.ts';
import type { WorkerMetrics } from './metrics.ts';
import { Progress } from './progress.ts';
import type { TestData } from './test-data.ts';
import { untilDatabase } from './until-database.ts';

export interface WorkerContext extends Resources {
  readonly sandbox: Sandbox;
  readonly testData: TestData;
  readonly metrics: WorkerMetrics;
  /** Aborted when the worker ends: what it has not stored by then is judged again by another. */
  readonly ending: AbortSignal;
}

/**
 * One submission under one attempt. The order is the promise: verdict to Postgres, guarded by the attempt; then
 * the message; then the acknowledgement. A crash between two of them is mended by the next holder of the job.
 */
export async function judgeSubmission(
  job: ConsumedJob,
  id: string,
  context: WorkerContext,
  signal: AbortSignal,
): Promise<void> {
  const { store, log, ending, metrics } = context;
  const progress = new Progress(context, [`submission:${id}`, `user:${job.tenant}`]);
  const work = await untilDatabase(() => store.submissions.start(id, job.attempt), signal);
  if (!work) {
    await progress.conclude(await untilDatabase(() => endedEvents(store, 'submission', id), ending));
    await job.ack();
    return;
  }

  const clock = stopwatch();
  const queueMs = Date.now() - Date.parse(work.createdAt);
  if (job.attempt === 1) metrics.waited.observe(queueMs / 1000);
  progress.send({ type: 'submission.started', id, attempt: job.attempt });
  const judgement = await judgeTests(work, context, progress, signal);

  const phases = { queueMs, judgedMs: clock(), ...judgement.phases };
  // A verdict cost judging time: it is kept until Postgres is back, even past the lease. The guard by the attempt
  // refuses it if another has the submission by then.
  const outcome = { ...judgement, phases };
  const { stored, coins } = await untilDatabase(
    () => store.submissions.finish(id, job.attempt, outcome),
    ending,
  );
  const storeMs = clock();
  // Not stored: the answer to our first call may have been lost, and the row be done by our own hand.
  const ended = stored
    ? submissionEnded({ ...judgement, id, userId: work.userId, eventId: work.eventId, coins })
    : await untilDatabase(() => endedEvents(store, 'submission', id), ending);
  await progress.conclude(ended);
  const publishMs = clock();
  await job.ack();
  const { verdict } = judgement;
  log.info({ verdict, phases: { ...phases, storeMs, publishMs, ackMs: clock() } }, 'judged');
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

/**
 * @throws an error where we failed: the queue counts tries, and the sweeper ends what has had them all as JE. What the
 * problem is at fault for would be the same each time: it is a JE at once.
 */
export async function judgeTests(
  work: SubmissionWork,
  { sandbox, testData, metrics, log }: WorkerContext,
  progress: Pick<Progress, 'send'>,
  signal: AbortSignal,
): Promise<Judgement> {
  const { id, source, language, problem } = work;
  const total = work.tests.length;
  const tests = await Promise.all(
    work.tests.map(async ({ name, input, answer }) => ({
      name,
      inputPath: await untilDatabase(() => testData.path(input), signal),
      answerPath: await untilDatabase(() => testData.path(answer), signal),
    })),
  );
  const { comparison, referee } = problem;
  const judgement = await judge(sandbox, {
    source,
    language,
    tests,
    comparison,
    ...(referee !== null && {
      referee: {
        id: referee,
        sourcesPath: await untilDatabase(() => testData.path(referee), signal),
      },
    }),
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
  if (judgement.fault === 'ours') throw new Error(judgement.error ?? 'judge error');
  if (judgement.fault === 'problem') {
    metrics.problemFaults.inc();
    log.error({ problem: problem.slug, reason: judgement.error }, 'judge error by the problem');
  }
  return judgement;
}
