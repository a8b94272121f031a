import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Submission } from '@gavel/contract';
import type { Bench } from './bench.ts';
import { openTarget, type Target } from './gavel.ts';
import { measure, type Sample } from './harness.ts';

const PROBLEM = 'lighthouse-log';
const ACCEPTED = join(import.meta.dirname, '../problems', PROBLEM, 'submissions/accepted');

/** What the worker keeps with a submission, in milliseconds. */
const WORKER_PHASES = ['queueMs', 'boxMs', 'compileMs', 'runMs', 'compareMs'] as const;

/** Submit → verdict over HTTP on an idle system: one submission at a time, each waited for. */
export const submit: Bench = {
  about: 'submit → verdict over HTTP, trivial C++ and Python, idle system, by phase',
  plan: { rounds: 30, warmUp: 3 },
  metrics: {
    totalMs: 'POST sent → final answer received',
    postMs: 'of it: POST sent → row in Postgres',
    queueMs: 'row in Postgres → a worker begins',
    boxMs: 'taking a ready box and bringing the source in',
    compileMs: 'compiling (Python: checking)',
    runMs: 'running all tests',
    compareMs: 'comparing all outputs',
    otherMs: 'rest of the judging: test data, progress messages',
    storeMs: 'verdict, tests and reward to Postgres',
    ackMs: 'the job out of the queue',
    publishMs: 'the last messages to Redis',
    answerMs: 'end of judging → the waiting client has it (store, acknowledge and publish are in it)',
    tests: 'how many tests were run',
  },
  async run(plan) {
    const [cpp, python] = await Promise.all(
      ['count.cpp', 'count.py'].map((file) => readFile(join(ACCEPTED, file), 'utf8')),
    );
    await using target = await openTarget();
    return await measure(
      {
        cpp: () => once(target, 'cpp', cpp as string),
        python: () => once(target, 'python', python as string),
      },
      plan,
    );
  },
};

async function once(target: Target, language: string, source: string): Promise<Sample> {
  const sentAt = Date.now();
  const started = performance.now();
  const posted = (await target.call('POST', '/api/v1/submissions', {
    problem: PROBLEM,
    language,
    source,
  })) as { id: string };
  const answer = await target.call('GET', `/api/v1/submissions/${posted.id}?wait=60`);
  const totalMs = performance.now() - started;
  const submission = Submission.parse(answer);
  if (submission.verdict !== 'AC') {
    throw new Error(`${language} got ${submission.verdict ?? submission.state}: ${submission.error ?? ''}`);
  }
  return {
    totalMs,
    tests: submission.tests?.length ?? 0,
    ...phasesOf(submission, sentAt, sentAt + totalMs),
    ...(await target.afterJudging(submission.id)),
  };
}

/** The clocks of client and server are compared, so `postMs` and `answerMs` mean something on one machine only. */
function phasesOf({ phases, createdAt }: Submission, sentAt: number, receivedAt: number): Sample {
  if (!phases) throw new Error('the answer has no phases: is the token an admin’s?');
  const { queueMs = 0, judgedMs = 0 } = phases;
  const created = Date.parse(createdAt);
  const known = Object.fromEntries(WORKER_PHASES.map((phase) => [phase, phases[phase] ?? 0]));
  const inJudge = WORKER_PHASES.slice(1).reduce((sum, phase) => sum + (phases[phase] ?? 0), 0);
  return {
    ...known,
    postMs: created - sentAt,
    otherMs: judgedMs - inJudge,
    answerMs: receivedAt - created - queueMs - judgedMs,
  };
}
