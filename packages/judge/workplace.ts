import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompileResult } from '@gavel/contract';
import type { Box, Limits, RunRequest, RunResult, Sandbox, Speaker } from '@gavel/sandbox';
import { RefereeError } from './errors.ts';
import { findLanguage } from './languages/index.ts';
import type { Language, Plan, Tools } from './languages/language.ts';
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

type PlaceRequest = Pick<RunOnceRequest, 'language' | 'source' | 'compileLimits' | 'signal'> & {
  /** What lies beside the source, by file name. */
  readonly besides?: Readonly<Record<string, string>>;
};

/** What a program is told and given beside its limits. */
export type ProgramIo = Pick<RunRequest, 'stdin' | 'stdout' | 'stderr' | 'files' | 'note' | 'traced'> & {
  readonly args?: readonly string[];
};

/** A compiled program. */
export type Packed = {
  found: { language: Language; tools: Tools };
  plan: Plan;
  archive: Buffer;
};

/** A box takes no larger file. */
const PACKED_BYTES = 15 * 1024 * 1024;

/** A box with a source in it, or with what one was compiled to. */
export class Workplace implements AsyncDisposable {
  readonly box: Box;
  readonly #language: Language;
  readonly #tools: Tools;
  readonly #plan: Plan;
  readonly #compileLimits: Limits;
  readonly #signal: AbortSignal | undefined;

  private constructor(
    box: Box,
    found: { language: Language; tools: Tools },
    plan: Plan,
    { compileLimits, signal }: Pick<PlaceRequest, 'compileLimits' | 'signal'>,
  ) {
    this.box = box;
    this.#language = found.language;
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
      for (const [name, text] of Object.entries(request.besides ?? {})) await box.put(name, text);
    } catch (error) {
      await box.close();
      throw error;
    }
    return new Workplace(box, found, plan, request);
  }

  async compile(): Promise<CompileResult> {
    const [stdout, stderr] = [this.scratch('compile.out'), this.scratch('compile.err')];
    const argv = this.#language.compile(this.#tools, this.#plan);
    const result = await this.#prepare(argv, stdout, stderr);
    const shown = [await readShown(stderr), await readShown(stdout)];
    const output = shown.map(({ text, truncated }) => (truncated ? `${text}\n…\n` : text)).join('');
    return { ok: isWell(result), output: output + whyEnded(result) };
  }

  /** What has been compiled, for places to come. Before the first run. */
  async pack(): Promise<Packed> {
    const path = this.scratch('packed.tar');
    const argv = ['/bin/tar', '-cf', '-', '.'];
    const result = await this.#prepare(argv, path, null, PACKED_BYTES);
    if (result.limit === 'output')
      throw new RefereeError(`it compiles to more than ${PACKED_BYTES >> 20} MiB`);
    if (!isWell(result)) throw new Error(`what it compiles to cannot be packed: ${JSON.stringify(result)}`);
    const found = { language: this.#language, tools: this.#tools };
    return { found, plan: this.#plan, archive: await readFile(path) };
  }

  /** A box with a program in it that was compiled elsewhere. */
  static async unpack(sandbox: Sandbox, packed: Packed, signal?: AbortSignal): Promise<Workplace> {
    const box = await sandbox.box(signal);
    const place = new Workplace(box, packed.found, packed.plan, { ...(signal && { signal }) });
    try {
      await box.put('packed.tar', packed.archive);
      const result = await place.#prepare(['/bin/tar', '-xf', 'packed.tar'], null, null);
      if (!isWell(result)) throw new Error(`a program cannot be unpacked: ${JSON.stringify(result)}`);
      return place;
    } catch (error) {
      await box.close();
      throw error;
    }
  }

  async run(limits: Limits, io: ProgramIo): Promise<RunResult> {
    return this.toResult(await this.box.run(this.#request(limits, io)));
  }

  /** The program in a conversation; what it comes to is for `toResult`. */
  speaker(limits: Limits, io: Omit<ProgramIo, 'stdin' | 'stdout'>): Speaker {
    return { box: this.box, request: this.#request(limits, { ...io, stdin: null, stdout: null }) };
  }

  /** A run-time may tell by its exit code that memory is used up. */
  toResult(result: RunResult): RunResult {
    const ranOut = result.outcome === 'exited' && result.exitCode === this.#language.memoryExitCode;
    return ranOut ? { ...result, outcome: 'limit', limit: 'memory' } : result;
  }

  /** A problem's limits, with the language's allowance. */
  allow({ cpuMs, wallMs, memoryKiB, outputBytes }: JudgeLimits): Limits {
    const { cpuFactor, extraCpuMs, extraMemoryKiB, processes } = this.#language;
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

  /** A path for an output on the host. */
  scratch(name: string): string {
    return join(this.box.scratch, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.box.close();
  }

  #request(limits: Limits, { args = [], ...io }: ProgramIo): RunRequest {
    const argv = [...this.#language.run(this.#tools, this.#plan, limits.memoryKiB), ...args];
    return this.#inside({ stage: 'run', argv, ...io, limits });
  }

  #prepare(argv: string[], stdout: string | null, stderr: string | null, outputBytes?: number) {
    const limits = { ...this.#compileLimits, ...(outputBytes && { outputBytes }) };
    return this.box.run(this.#inside({ stage: 'compile', argv, stdin: null, stdout, stderr, limits }));
  }

  #inside(request: RunRequest): RunRequest {
    const { env } = this.#language;
    return { ...request, ...(env && { env }), ...(this.#signal && { signal: this.#signal }) };
  }
}

const isWell = (result: RunResult) => result.outcome === 'exited' && result.exitCode === 0;

/** A compiler that was stopped does not say so itself. */
function whyEnded(result: RunResult): string {
  if (result.limit !== null) return `\nthe compiler was stopped: ${result.limit} limit\n`;
  return result.signal !== null ? `\nthe compiler ended by ${result.signal}\n` : '';
}
