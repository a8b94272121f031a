import { readFile } from 'node:fs/promises';
import type { RefereeComparison } from '@gavel/contract';
import type { LimitName, Limits, RunResult, Sandbox, Speaker } from '@gavel/sandbox';
import { JudgeError, RefereeError } from './errors.ts';
import { readEnds, readShown } from './text.ts';
import type { JudgeTest, RefereeSources, TestRun } from './types.ts';
import { wasStopped } from './verdict.ts';
import { type Packed, Workplace } from './workplace.ts';

/** Those that the package format gives where a package says nothing. */
const defaultLimits = {
  cpuMs: 60_000,
  memoryKiB: 2 * 1024 * 1024,
  outputBytes: 8 * 1024 * 1024,
};

/** Nobody chooses them to win time, and a submission that waits for a busy machine is better than one that is not judged. */
const compileLimits = { cpuMs: 60_000, wallMs: 180_000, memoryKiB: 2 * 1024 * 1024 };

/** What an interactor meets whose submission sends without end. */
const tooMuchSent: LimitName[] = ['memory', 'output', 'file', 'files'];

const MESSAGE_BYTES = 1024;

/** Where a program may leave notes. Of those of `icpc` the judges' is read. */
const NOTES = '/tmp/';
const JUDGE_MESSAGE = 'judgemessage.txt';

/**
 * Exit codes. `icpc`: https://icpc.io/problem-package-format/spec/legacy.html#output-validators; `testlib`: those of
 * testlib.h (ok; wrong answer, presentation error, dirt, unexpected end of file). All others are a fault of the program.
 */
const codes = {
  icpc: { accepted: [42], wrong: [43] },
  testlib: { accepted: [0], wrong: [1, 2, 4, 8] },
};

/** A problem's own program that decides on outputs, or talks with submissions: compiled, in a box of its own. */
export class Referee implements AsyncDisposable {
  readonly #place: Workplace;
  readonly #comparison: RefereeComparison;
  readonly #limits: Limits;
  readonly #errors: string;

  private constructor(place: Workplace, comparison: RefereeComparison) {
    this.#place = place;
    this.#comparison = comparison;
    const limits = { ...defaultLimits, ...comparison.limits };
    // Who gives the time knows the program's language.
    this.#limits = { ...place.allow(limits), cpuMs: limits.cpuMs, wallMs: 2 * limits.cpuMs };
    this.#errors = place.scratch('referee.err');
  }

  /** Rejects with what is wrong with the program, for whoever made the problem. */
  static async open(
    sandbox: Sandbox,
    comparison: RefereeComparison,
    sources: RefereeSources,
    signal?: AbortSignal,
  ): Promise<Referee> {
    const packed = await orAborted(compiled(sandbox, comparison, sources), signal);
    return new Referee(await Workplace.unpack(sandbox, packed, signal), comparison);
  }

  /** The verdict on an output, and what was said of it. Rejects when the program fails. */
  async check(
    { inputPath, answerPath }: JudgeTest,
    outputPath: string,
  ): Promise<Pick<TestRun, 'verdict' | 'message'>> {
    const { protocol, flags } = this.#comparison;
    const [input, answer, output] = ['/dev/fd/3', '/dev/fd/4', '/dev/fd/5'];
    const io =
      protocol === 'icpc'
        ? {
            stdin: outputPath,
            files: [inputPath, answerPath],
            args: [input, answer, NOTES, ...flags],
            note: JUDGE_MESSAGE,
          }
        : {
            stdin: null,
            files: [inputPath, answerPath, outputPath],
            args: [input, output, answer, ...flags],
          };
    const result = await this.#place.run(this.#limits, {
      ...io,
      stdout: null,
      stderr: this.#errors,
    });
    return { verdict: await this.#verdictOf(result), message: await this.said() };
  }

  /** What it has said on stderr, or noted for judges, since it was last started, beginning and end: for admins, as it may be an answer. */
  async said(): Promise<string | null> {
    return (await readEnds(this.#errors, MESSAGE_BYTES)).trim() || null;
  }

  /**
   * To be one of two that talk, for so many milliseconds at most. It may compute all that time: no submission can make it
   * use up its time, by what it sends, before its own.
   */
  speaker({ inputPath, answerPath }: JudgeTest, wallMs: number): Speaker {
    const { protocol, flags } = this.#comparison;
    const [input, answer] = ['/dev/fd/3', '/dev/fd/4'];
    const args =
      protocol === 'icpc'
        ? [input, answer, NOTES, ...flags]
        : [input, `${NOTES}interactor.out`, answer, ...flags];
    const note = protocol === 'icpc' && { note: JUDGE_MESSAGE };
    const io = { args, files: [inputPath, answerPath], stderr: this.#errors, ...note };
    return this.#place.speaker({ ...this.#limits, cpuMs: wallMs, wallMs }, io);
  }

  /**
   * The verdict of a conversation, where its submission did not fail by itself. An interactor that runs out of memory, or of
   * what it may write, has been sent too much: a submission must not have a judge error to choose.
   */
  async verdictIn(result: RunResult): Promise<'AC' | 'WA' | 'OLE'> {
    const { limit } = this.#place.toResult(result);
    const flooded = limit !== null && tooMuchSent.includes(limit) && this.#decisionIn(result) === null;
    return flooded ? 'OLE' : this.#verdictOf(result);
  }

  /** Whether it has rejected a program that then failed. */
  rejects(result: RunResult): boolean {
    return this.#decisionIn(result) === 'WA';
  }

  #decisionIn(result: RunResult): 'AC' | 'WA' | null {
    const { accepted, wrong } = codes[this.#comparison.protocol];
    const { exitCode } = result;
    if (exitCode === null || wasStopped(result)) return null;
    return accepted.includes(exitCode) ? 'AC' : wrong.includes(exitCode) ? 'WA' : null;
  }

  async #verdictOf(result: RunResult): Promise<'AC' | 'WA'> {
    const decision = this.#decisionIn(result);
    if (decision) return decision;
    const { kind, protocol } = this.#comparison;
    const { accepted, wrong } = codes[protocol];
    const { limit, signal, exitCode } = result;
    const end = wasStopped(result)
      ? `was stopped: ${limit} limit`
      : signal
        ? `died of ${signal}`
        : `ended with ${exitCode}`;
    const { text } = await readShown(this.#errors);
    const wanted = `${accepted.join(' or ')} accepts, ${wrong.join(' or ')} rejects`;
    const message = `the ${kind} ${end}, which is no verdict (${wanted})\n${text.slice(0, 2_000)}`.trim();
    // Without a limit somebody outside has killed it: that may not happen again.
    throw limit === null && signal === 'SIGKILL' ? new Error(message) : new RefereeError(message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#place[Symbol.asyncDispose]();
  }
}

/**
 * What referees were compiled to, those used last at the end: a checker in C++ with testlib takes seconds to compile. Most
 * are well below a MiB.
 */
const kept = new Map<string, Promise<Packed>>();
const KEPT = 16;

/** Once for all that want it at the same time. One that fails is tried again by whoever comes next. */
function compiled(sandbox: Sandbox, comparison: RefereeComparison, sources: RefereeSources): Promise<Packed> {
  const key = `${sources.id} ${comparison.language} ${comparison.main}`;
  const packed = kept.get(key) ?? compile(sandbox, comparison, sources.sourcesPath);
  kept.delete(key);
  kept.set(key, packed);
  packed.catch(() => kept.delete(key));
  for (const [oldest] of kept) if (kept.size > KEPT) kept.delete(oldest);
  return packed;
}

/** Rejects with the reason of the signal; what others wait for, too, goes on. */
async function orAborted<T>(result: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return result;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    signal.throwIfAborted();
    return await Promise.race([result, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function compile(
  sandbox: Sandbox,
  { kind, language, main }: RefereeComparison,
  path: string,
): Promise<Packed> {
  const { [main]: source = '', ...besides } = JSON.parse(await readFile(path, 'utf8')) as Record<
    string,
    string
  >;
  try {
    await using place = await Workplace.open(sandbox, { language, source, besides, compileLimits });
    const { ok, output } = await place.compile();
    if (!ok) throw new RefereeError(`the ${kind} does not compile\n${output.slice(0, 2_000)}`);
    return await place.pack();
  } catch (error) {
    if (!(error instanceof JudgeError)) throw error;
    throw new Error(`the ${kind} is in a language that this machine lacks: ${error.message}`);
  }
}
