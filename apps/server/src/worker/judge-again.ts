import type { ConsumedJob } from '@gavel/queue';
import { endedEvents } from '../ended-events.ts';
import { judgeTests, type WorkerContext } from './judge-submission.ts';
import { Progress } from './progress.ts';
import { untilDatabase } from './until-database.ts';

/**
 * One submission of a rejudging set, in the same order as a submission: Postgres, message, acknowledgement. Only admins
 * are told: what is found is not in force.
 */
export async function judgeAgain(
  job: ConsumedJob,
  id: string,
  context: WorkerContext,
  signal: AbortSignal,
): Promise<void> {
  const { store, log, ending } = context;
  const work = await untilDatabase(() => store.judgings.start(id, job.attempt), signal);
  if (work) {
    const judgement = await judgeTests(work, context, { send() {} }, signal);
    await untilDatabase(() => store.judgings.finish(id, job.attempt, judgement), ending);
    log.info({ submission: work.id, verdict: judgement.verdict }, 'judged again');
  }
  const progress = new Progress(context, []);
  await progress.conclude(await untilDatabase(() => endedEvents(store, 'judging', id), ending));
  await job.ack();
}
