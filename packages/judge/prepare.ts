import { join } from 'node:path';
import type { CompileResult } from '@gavel/contract';
import type { Box, Limits, RunRequest, RunResult, Sandbox } from '@gavel/sandbox';
import { findLanguage } from './languages/index.ts';
import type { Language, Plan, Tools } from './languages/language.ts';
import { withSecondChance } from './second-chance.ts';
import { readShown } from './text.ts';
import type { JudgeLimits, RunOnceRequest } from './types.ts';

const defaultCompileLimits: Limits = {
  cpuMs: 30_000,
  wallMs: 30_000,
  memoryKiB: 2 * 1024 * 1024,
  outputBytes: 4 * 1024 * 1024,
  processes: 128,
};

const defaultOutputBytes = 64 * 1024 * 1024;

type PlaceRequest = Pick<RunOnceRequest, 'language' | 'source' | 'compileLimits' | 'signal'>;

/** A box with a source in it. */
export class Workplace implements AsyncDisposable {
  readonly box: Box;
  readonly language: Language;
  readonly #tools: Tools;
  readonly #plan: Plan;
  readonly #compileLimits: Limits;
  readonly #signal: AbortSignal | undefined;

  private constructor(
    box: Box,
    found: { language: Language; tools: Tools },
    plan: Plan,
    { compileLimits, signal }: PlaceRequest,
  ) {
    this.box = box;
    this.language = found.language;
    this.#tools = found.tools;
    this.#plan = plan;
    this.#compileLimits = { ...defaultCompileLimits, ...compileLimits };
    this.#signal = signal;
  }

  /** Throws `unknown_language`, and what the sandbox throws. */
  static async open(sandbox: Sandbox, request: PlaceRequest): Promise<Workplace> {
    const found = await findLanguage(request.language);
    const plan = found.language.plan(request.source);
    const box = await sandbox.box(request.signal);
    try {
      await box.put(plan.fileName, request.source);
    } catch (error) {
      await box.close();
      throw error;
    }
    return new Workplace(box, found, plan, request);
  }

  async compile(): Promise<CompileResult> {
    const [stdout, stderr] = [this.scratch('compile.out'), this.scratch('compile.err')];
    const argv = this.language.compile(this.#tools, this.#plan);
    const result = await this.#run({
      stage: 'compile',
      argv,
      stdin: null,
      stdout,
      stderr,
      limits: this.#compileLimits,
    });
    const shown = [await readShown(stderr), await readShown(stdout)];
    const output = shown.map(({ text, truncated }) => (truncated ? `${text}\n…\n` : text)).join('');
    return { ok: result.outcome === 'exited' && result.exitCode === 0, output: output + whyEnded(result) };
  }

  /** Limits are those of a problem; the language's allowance is added here. */
  async run(limits: JudgeLimits, stdin: string, stdout: string, stderr: string | null): Promise<RunResult> {
    return this.#runProgram(this.#allow(limits), stdin, stdout, stderr);
  }

  /** As `run`, but a CPU limit that is missed by little is missed only if it is missed twice. */
  async runTest(limits: JudgeLimits, stdin: string, stdout: string): Promise<RunResult> {
    const allowed = this.#allow(limits);
    return withSecondChance(allowed.cpuMs, (cpuMs) =>
      this.#runProgram({ ...allowed, cpuMs }, stdin, stdout, null),
    );
  }

  /** A path for an output on the host. */
  scratch(name: string): string {
    return join(this.box.scratch, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.box.close();
  }

  async #runProgram(
    limits: Limits,
    stdin: string,
    stdout: string,
    stderr: string | null,
  ): Promise<RunResult> {
    const argv = this.language.run(this.#tools, this.#plan, limits.memoryKiB);
    const result = await this.#run({ stage: 'run', argv, stdin, stdout, stderr, limits });
    const ranOut = result.outcome === 'exited' && result.exitCode === this.language.memoryExitCode;
    return ranOut ? { ...result, outcome: 'limit', limit: 'memory' } : result;
  }

  #run(request: RunRequest): Promise<RunResult> {
    const { env } = this.language;
    return this.box.run({ ...request, ...(env && { env }), ...(this.#signal && { signal: this.#signal }) });
  }

  #allow({ cpuMs, wallMs, memoryKiB, outputBytes }: JudgeLimits): Limits {
    const { cpuFactor, extraCpuMs, extraMemoryKiB, processes } = this.language;
    const allowedCpuMs = Math.round(cpuMs * cpuFactor) + extraCpuMs;
    return {
      cpuMs: allowedCpuMs,
      // Waiting is not working, but a busy machine makes everybody wait.
      wallMs: wallMs ?? allowedCpuMs * 2 + 1000,
      memoryKiB: memoryKiB + extraMemoryKiB,
      outputBytes: outputBytes ?? defaultOutputBytes,
      processes,
    };
  }
}

/** A compiler that was stopped does not say so itself. */
function whyEnded(result: RunResult): string {
  if (result.limit !== null) return `\nthe compiler was stopped: ${result.limit} limit\n`;
  return result.signal !== null ? `\nthe compiler ended by ${result.signal}\n` : '';
}
