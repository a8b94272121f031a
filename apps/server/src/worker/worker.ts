import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Job } from '@gavel/contract';
import { detectLanguages, openJudgeSandbox } from '@gavel/judge';
import { type ConsumedJob, Consumer } from '@gavel/queue';
import type { Resources } from '../resources.ts';
import type { Role } from '../role.ts';
import { announceLanguages } from './announce-languages.ts';
import { judgeAgain } from './judge-again.ts';
import { judgeSubmission } from './judge-submission.ts';
import { serveMetrics, workerMetrics } from './metrics.ts';
import { runProgram } from './run-program.ts';
import { sandboxMetrics } from './sandbox-metrics.ts';
import { TestData } from './test-data.ts';

const handlers = { submission: judgeSubmission, run: runProgram, judging: judgeAgain };

/** Takes jobs and judges them in the sandbox, up to GAVEL_SLOTS at once. */
export async function startWorker(resources: Resources): Promise<Role> {
  const { settings, log, store, redis, queue, registry } = resources;
  const id = `${hostname()}-${randomUUID().slice(0, 8)}`;
  const sandbox = await openJudgeSandbox({
    home: settings.home,
    // A submission with a checker or interactor holds two at once.
    boxes: 2 * settings.slots + 1,
    acceptMissingLimits: settings.acceptWeakLimits,
  });
  sandboxMetrics(registry, sandbox);
  const languages = await detectLanguages();
  const ending = new AbortController();
  const metrics = workerMetrics(registry);
  const testData = new TestData(store.blobs, join(settings.home, 'cache/tests'));
  await testData.removeUnfinished();
  const context = {
    ...resources,
    metrics,
    sandbox,
    ending: ending.signal,
    testData,
  };

  const handle = async (job: ConsumedJob, signal: AbortSignal) => {
    const { kind, id } = Job.parse(JSON.parse(job.payload));
    const work = { ...context, log: log.child({ [kind]: id, attempt: job.attempt }) };
    const took = metrics.judged.startTimer({ kind });
    try {
      await handlers[kind](job, id, work, signal);
      metrics.ended.inc({ kind, result: 'done' });
    } catch (error) {
      metrics.ended.inc({ kind, result: 'failed' });
      // A worker that can make no box any more would bury every job it takes. It stops, is started again, and then
      // proves its sandbox before it takes one. A launcher that dies costs each slot one box at most.
      if (sandbox.failedInARow > settings.slots && process.exitCode === undefined) {
        process.exitCode = 1;
        process.kill(process.pid, 'SIGTERM');
      }
      throw error;
    } finally {
      took();
    }
  };
  const onError = (error: Error) => log.warn({ err: error }, 'queue');
  const consumer = new Consumer({ queue, workerId: id, slots: settings.slots, handle, onError });
  const exporter = settings.metricsPort
    ? await serveMetrics(registry, settings.host, settings.metricsPort)
    : null;
  consumer.start();
  const announcement = announceLanguages(redis, id, languages, onError);
  log.info({ id, slots: settings.slots, languages: languages.map((each) => each.id) }, 'worker is ready');

  return {
    async stop() {
      await consumer.stop(settings.drainMs);
      ending.abort(new Error('the worker ends'));
      await announcement.withdraw();
      await sandbox.close();
      await exporter?.close();
    },
  };
}
