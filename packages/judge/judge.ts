import type { CompileResult, TestResult, Verdict } from '@gavel/contract';
import type { RunResult, Sandbox } from '@gavel/sandbox';
import { tellFailure } from './failure.ts';
import { Workplace } from './prepare.ts';
import { sameTokens } from './tokens.ts';
import type { Judgement, JudgeRequest, JudgeTest, Phases } from './types.ts';
import { verdictOfRun } from './verdict.ts';

/**
 * Compiles once, then runs test by test until the first that fails (`keepGoing`: all of them). What goes wrong on our
 * side is a JE with a reason; a cancelled judging, a sandbox that is gone and an unknown language are thrown.
 */
export async function judge(sandbox: Sandbox, request: JudgeRequest): Promise<Judgement> {
  const phases: Phases = { boxMs: 0, compileMs: 0, runMs: 0, compareMs: 0 };
  const tests: TestResult[] = [];
  let compile: CompileResult = { ok: false, output: '' };
  const end = (verdict: Verdict, error: string | null = null) =>
    conclude(verdict, compile, tests, error, phases);

  if (request.tests.length === 0) return end('JE', 'the problem has no tests');
  const opened = await attempt(
    timed(phases, 'boxMs', () => Workplace.open(sandbox, request)),
    request.signal,
  );
  if ('failure' in opened) return end('JE', opened.failure);
  await using place = opened.value;

  const compiled = await attempt(
    timed(phases, 'compileMs', () => place.compile()),
    request.signal,
  );
  if ('failure' in compiled) return end('JE', compiled.failure);
  compile = compiled.value;
  await request.onCompiled?.(compile);
  if (!compile.ok) return end('CE');

  for (const [at, test] of request.tests.entries()) {
    const done = await attempt(runTest(place, request, test, phases), request.signal);
    if ('failure' in done) return end('JE', `test ${test.name}: ${done.failure}`);
    const result = toTestResult(at + 1, test.name, done.value);
    tests.push(result);
    await request.onTest?.(result);
    if (result.verdict !== 'AC' && !request.keepGoing) break;
  }
  return end(tests.find(({ verdict }) => verdict !== 'AC')?.verdict ?? 'AC');
}

type TestRun = { verdict: Verdict; run: RunResult };

async function runTest(
  place: Workplace,
  request: JudgeRequest,
  test: JudgeTest,
  phases: Phases,
): Promise<TestRun> {
  const output = place.scratch('test.out');
  const run = await timed(phases, 'runMs', () => place.runTest(request.limits, test.inputPath, output));
  const failed = verdictOfRun(run);
  if (failed) return { verdict: failed, run };
  const same = await timed(phases, 'compareMs', () => sameTokens(output, test.answerPath));
  return { verdict: same ? 'AC' : 'WA', run };
}

function toTestResult(index: number, name: string, { verdict, run }: TestRun): TestResult {
  const { cpuMs, wallMs, memoryKiB } = run;
  return { index, name, verdict, cpuMs, wallMs, memoryKiB, points: null };
}

function conclude(
  verdict: Verdict,
  compile: CompileResult,
  tests: TestResult[],
  error: string | null,
  phases: Phases,
): Judgement {
  return {
    verdict,
    score: verdict === 'AC' ? 100 : 0,
    cpuMs: Math.max(0, ...tests.map(({ cpuMs }) => cpuMs)),
    memoryKiB: Math.max(0, ...tests.map(({ memoryKiB }) => memoryKiB)),
    compile,
    tests,
    error,
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

async function attempt<T>(
  action: Promise<T>,
  signal?: AbortSignal,
): Promise<{ value: T } | { failure: string }> {
  try {
    return { value: await action };
  } catch (error) {
    return { failure: tellFailure(error, signal) };
  }
}
