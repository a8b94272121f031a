import type { RunResult } from '@gavel/sandbox';
import { withSecondChance } from './second-chance.ts';
import type { JudgeRequest, JudgeTest } from './types.ts';
import type { Workplace } from './workplace.ts';

/** `output`: the file that the program wrote; another test's is in it after the next but one. */
type TestedRun = { run: RunResult; output: string };

/**
 * A program's runs on the tests, in their order. `ahead`: each is asked for while the one before it runs or its output is
 * compared, so that the box begins it without waiting for us. After a test that fails that run is in vain, and ends with its
 * box.
 */
export class TestRuns {
  readonly #place: Workplace;
  readonly #request: Pick<JudgeRequest, 'limits' | 'tests'>;
  readonly #goesAhead: boolean;
  #at = 0;
  #ahead: Promise<TestedRun> | undefined;

  constructor(place: Workplace, request: Pick<JudgeRequest, 'limits' | 'tests'>, goesAhead: boolean) {
    this.#place = place;
    this.#request = request;
    this.#goesAhead = goesAhead;
  }

  next(): Promise<TestedRun> {
    const run = this.#ahead ?? this.#start();
    this.#ahead = this.#goesAhead && this.#at < this.#request.tests.length ? this.#start() : undefined;
    // Of one that nobody asks for nobody needs to be told.
    this.#ahead?.catch(() => {});
    return run;
  }

  async #start(): Promise<TestedRun> {
    const at = this.#at++;
    const { inputPath } = this.#request.tests[at] as JudgeTest;
    const allowed = this.#place.allow(this.#request.limits);
    const output = this.#place.scratch(`test${at % 2}.out`);
    const io = { stdin: inputPath, stdout: output, stderr: null };
    const run = await withSecondChance(allowed.cpuMs, (cpuMs) => this.#place.run({ ...allowed, cpuMs }, io));
    return { run, output };
  }
}
