import type { CompileResult, TestResult, Verdict } from '@gavel/contract';
import type { Sandbox } from '@gavel/sandbox';
import { RefereeError } from './errors.ts';
import { tellFailure } from './failure.ts';
import { interact } from './interact.ts';
import { sameOutput } from './output.ts';
import { Referee } from './referee.ts';
import { TestRuns } from './test-runs.ts';
import type { Judgement, JudgeRequest, JudgeTest, Phases, TestRun } from './types.ts';
import { verdictOfRun } from './verdict.ts';
import { Workplace } from './workplace.ts';

/** Why nothing can be said of a submission. */
type Failure = { failure: string; fault: 'ours' | 'problem' };

/**
 * Compiles once, then runs test by test until the first that fails (`keepGoing`: all of them). What goes wrong on our
 * side is a JE with a reason; a cancelled judging, a sandbox that is gone and an unknown language are thrown.
 */
export async function judge(sandbox: Sandbox, request: JudgeRequest): Promise<Judgement> {
  const phases: Phases = { boxMs: 0, compileMs: 0, runMs: 0, compareMs: 0 };
  const tests: TestResult[] = [];
  let compile: CompileResult = { ok: false, output: '' };
  const end = (verdict: Verdict) => conclude(verdict, compile, tests, null, phases);
  const fail = (failure: Failure, at = '') => conclude('JE', compile, tests, failure, phases, at);

  if (request.tests.length === 0) return fail({ failure: 'the problem has no tests', fault: 'problem' });
  const opened = await attempt(
    timed(phases, 'boxMs', () => Workplace.open(sandbox, request)),
    request.signal,
  );
  if ('failure' in opened) return fail(opened);
  await using place = opened.value;

  const compiled = await attempt(
    timed(phases, 'compileMs', () => place.compile()),
    request.signal,
  );
  if ('failure' in compiled) return fail(compiled);
  compile = compiled.value;
  await request.onCompiled?.(compile);
  if (!compile.ok) return end('CE');

  const found = await attempt(
    timed(phases, 'boxMs', () => openReferee(sandbox, request)),
    request.signal,
  );
  if ('failure' in found) return fail(found);
  await using referee = found.value;

  const runs = new TestRuns(place, request, { ahead: referee === null });
  for (const [at, test] of request.tests.entries()) {
    const done = await attempt(runTest(place, referee, request, test, runs, phases), request.signal);
    if ('failure' in done) return fail(done, `test ${test.name}: `);
    const result = toTestResult(at + 1, test.name, done.value);
    tests.push(result);
    await request.onTest?.(result);
    if (result.verdict !== 'AC' && !request.keepGoing) break;
  }
  return end(tests.find(({ verdict }) => verdict !== 'AC')?.verdict ?? 'AC');
}

/** Null: outputs are compared here. */
async function openReferee(
  sandbox: Sandbox,
  { comparison, referee, signal }: JudgeRequest,
): Promise<Referee | null> {
  if (!comparison || comparison.kind === 'tokens') return null;
  if (!referee) throw new RefereeError(`the problem's ${comparison.kind} is missing`);
  return Referee.open(sandbox, comparison, referee, signal);
}

async function runTest(
  place: Workplace,
  referee: Referee | null,
  { comparison, limits }: JudgeRequest,
  test: JudgeTest,
  runs: TestRuns,
  phases: Phases,
): Promise<TestRun> {
  if (referee && comparison?.kind === 'interactor')
    return timed(phases, 'runMs', () => interact(place, referee, limits, test));
  const { run, output } = await timed(phases, 'runMs', () => runs.next());
  const failed = verdictOfRun(run);
  if (failed) return { verdict: failed, run, message: null };
  const judged = await timed(phases, 'compareMs', async () => {
    if (referee) return referee.check(test, output);
    const same = await sameOutput(output, test.answerPath, comparison);
    return { verdict: same ? ('AC' as const) : ('WA' as const), message: null };
  });
  return { ...judged, run };
}

function toTestResult(index: number, name: string, { verdict, run, cutShort, message }: TestRun): TestResult {
  const { cpuMs, wallMs, memoryKiB, limit, exitCode, signal } = run;
  const end = cutShort ? { limit: null, exitCode: null, signal: null } : { limit, exitCode, signal };
  return { index, name, verdict, cpuMs, wallMs, memoryKiB, points: null, ...end, message };
}

function conclude(
  verdict: Verdict,
  compile: CompileResult,
  tests: TestResult[],
  failed: Failure | null,
  phases: Phases,
  at = '',
): Judgement {
  return {
    verdict,
    score: verdict === 'AC' ? 100 : 0,
    cpuMs: Math.max(0, ...tests.map(({ cpuMs }) => cpuMs)),
    memoryKiB: Math.max(0, ...tests.map(({ memoryKiB }) => memoryKiB)),
    compile,
    tests,
    error: failed && at + failed.failure,
    fault: failed?.fault ?? null,
    phases,
  };
}

async function timed<T>(phases: Phases, phase: keyof Phases, action: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await action();
  } finally {
    phases[phase] += performance.now() - start;
  }
}

async function attempt<T>(action: Promise<T>, signal?: AbortSignal): Promise<{ value: T } | Failure> {
  try {
    return { value: await action };
  } catch (error) {
    const failure = tellFailure(error, signal);
    return { failure, fault: error instanceof RefereeError ? 'problem' : 'ours' };
  }
}
