import type { Comparison, CompileResult, LimitName, Run, TestResult, Verdict } from '@gavel/contract';
import type { RunResult } from '@gavel/sandbox';

/** Limits of a problem; of CPU time and memory a language may be given more. */
export type JudgeLimits = {
  cpuMs: number;
  /** The same for all languages. Without it twice the CPU time and one second. */
  wallMs?: number;
  memoryKiB: number;
  /** Without it 64 MiB. */
  outputBytes?: number;
};

/** What a test has come to. */
export type TestRun = {
  verdict: Verdict;
  run: RunResult;
  /** The interactor's verdict ended the program: how it ended tells nothing of it. */
  cutShort?: boolean;
  /** What the checker or interactor said of it. */
  message: string | null;
};

export type JudgeTest = {
  name: string;
  /** Paths on the host. */
  inputPath: string;
  answerPath: string;
};

/** A file on the host: a JSON object of file name → text. The same `id`, the same content: what it compiles to is kept. */
export type RefereeSources = { id: string; sourcesPath: string };

export type JudgeRequest = {
  source: string;
  /** Id of an installed language. */
  language: string;
  limits: JudgeLimits;
  /** Where the compiler shall have less than 30 s and 2 GiB. */
  compileLimits?: JudgeLimits;
  tests: JudgeTest[];
  /** Without it tokens are compared. */
  comparison?: Comparison;
  /** Where the comparison is by a checker or an interactor. */
  referee?: RefereeSources;
  /** Run the tests after the first one that fails too. Off: as in ICPC contests the rest is not run. */
  keepGoing?: boolean;
  /** Both are awaited in order; what they throw ends the judging and is thrown on. */
  onCompiled?: (compile: CompileResult) => void | Promise<void>;
  onTest?: (test: TestResult) => void | Promise<void>;
  /** Cancels: `judge` then rejects with the reason of the signal. */
  signal?: AbortSignal;
};

/** Where the time went, milliseconds with fractions. */
export type Phases = { boxMs: number; compileMs: number; runMs: number; compareMs: number };

export type Judgement = {
  verdict: Verdict;
  /** 100 when accepted, 0 otherwise. */
  score: number;
  /** Of the slowest test. */
  cpuMs: number;
  /** Of the largest test. */
  memoryKiB: number;
  compile: CompileResult;
  /** Those that were run, in order. */
  tests: TestResult[];
  /** Why it ended as JE; null otherwise. Of a fault of the problem only the first line is for everybody. */
  error: string | null;
  /** Who is at fault for a JE: this machine or the moment, so that another try may judge it, or the problem; null: no JE. */
  fault: 'ours' | 'problem' | null;
  phases: Phases;
};

export type RunOnceRequest = {
  source: string;
  language: string;
  stdin: string;
  limits: JudgeLimits;
  /** Where the compiler shall have less than 30 s and 2 GiB. */
  compileLimits?: JudgeLimits;
  signal?: AbortSignal;
};

/** The fields of a contract `Run` that a worker fills in. */
export type RunOutcome = {
  status: NonNullable<Run['status']>;
  limit: LimitName | null;
  exitCode: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
  truncated: boolean;
  cpuMs: number;
  wallMs: number;
  memoryKiB: number;
  compile: CompileResult;
  error: string | null;
};

/** As in `GET /api/v1/languages`. */
export type InstalledLanguage = { id: string; name: string; version: string };
