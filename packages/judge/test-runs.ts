import { type RunResult, SandboxError } from '@gavel/sandbox';
import { withSecondChance } from './second-chance.ts';
import type { JudgeRequest, JudgeTest } from './types.ts';
import { verdictOfRun } from './verdict.ts';
import type { ProgramIo, Workplace } from './workplace.ts';

/** `output`: the file that the program wrote; there until `next` is called again. */
type TestedRun = { run: RunResult; output: string };

type Asked = Pick<JudgeRequest, 'limits' | 'tests' | 'keepGoing'>;

type Begun = { io: ProgramIo & { stdout: string }; run: Promise<RunResult> };

/**
 * A program's runs on the tests, in their order. `ahead`: each is asked for while the one before it runs or its output is
 * compared, so that the box begins it without waiting for us. After a test that fails that run is in vain, and ends with its
 * box.
 */
export class TestRuns {
  readonly #place: Workplace;
  readonly #request: Asked;
  readonly #goesAhead: boolean;
  #at = 0;
  #ahead: Begun | undefined;
  #traced = false;

  constructor(place: Workplace, request: Asked, { ahead }: { ahead: boolean }) {
    this.#place = place;
    this.#request = request;
    this.#goesAhead = ahead;
  }

  async next(): Promise<TestedRun> {
    const { io, run } = this.#ahead ?? this.#begin();
    this.#ahead = this.#goesAhead && this.#at < this.#request.tests.length ? this.#begin() : undefined;
    return { run: await this.#lookCloser(await run, io), output: io.stdout };
  }

  #begin(): Begun {
    const at = this.#at++;
    const { inputPath } = this.#request.tests[at] as JudgeTest;
    const stdout = this.#place.scratch(`test${at % 2}.out`);
    const io = { stdin: inputPath, stdout, stderr: null, traced: this.#traced };
    const run = this.#run(io);
    // Of one that is in vain nobody needs to be told.
    run.catch(() => {});
    return { io, run };
  }

  #run(io: ProgramIo): Promise<RunResult> {
    const allowed = this.#place.allow(this.#request.limits);
    return withSecondChance(allowed.cpuMs, (cpuMs) => this.#place.run({ ...allowed, cpuMs }, io));
  }

  /**
   * That a program failed for want of descriptors shows only when it is traced, and few programs fail: one that does is run
   * once more, and those that begin from then on are traced. Whatever else comes of that, its first result stands.
   */
  async #lookCloser(run: RunResult, io: ProgramIo): Promise<RunResult> {
    if (io.traced || run.limit !== null || verdictOfRun(run) === null) return run;
    this.#traced = true;
    if (!this.#request.keepGoing) this.#place.box.kill();
    const closer = await this.#run({ ...io, traced: true }).catch((error: unknown) => {
      // That it cannot be had says nothing of the program. A cancelled judging is thrown on.
      if (error instanceof SandboxError) return null;
      throw error;
    });
    return closer?.limit === 'descriptors' ? closer : run;
  }
}
