import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JudgeRequest, judge, openJudgeSandbox } from '@gavel/judge';
import type { Sandbox } from '@gavel/sandbox';
import type { Bench } from './bench.ts';
import { type Measured, measure, type Sample } from './harness.ts';

const TESTS = 30;
const QUESTIONS = 10_000;
const home = process.env.GAVEL_HOME ?? join(import.meta.dirname, '../.gavel');
const limits = { cpuMs: 10_000, memoryKiB: 262_144 };
const by = { language: 'cpp', main: 'referee.cpp', protocol: 'icpc', flags: [] as string[] } as const;

const copies = '#include <cstdio>\nint main() { int n; scanf("%d", &n); printf("%d\\n", n); }';
const asks = `#include <cstdio>
int main() {
  int n, x;
  for (scanf("%d", &n); n > 0; n--) {
    printf("%d\\n", n);
    fflush(stdout);
    scanf("%d", &x);
  }
}`;
const checks = `#include <fstream>
#include <iostream>
int main(int, char **argv) {
  int wanted, found;
  std::ifstream(argv[2]) >> wanted;
  return std::cin >> found && found == wanted ? 42 : 43;
}`;
const answers = `#include <fstream>
#include <iostream>
int main(int, char **argv) {
  int n, x;
  std::ifstream(argv[1]) >> n;
  std::cout << n << std::endl;
  for (; n > 0 && std::cin >> x; n--) std::cout << x << std::endl;
  return n == 0 ? 42 : 43;
}`;

/** What a checker, or an interactor, adds to a test of a program that does next to nothing; all in C++. */
export const referee: Bench = {
  about: 'time per test by tokens, with a checker and with an interactor; of a question and its answer',
  plan: { rounds: 10, warmUp: 1 },
  metrics: {
    testMs: 'one test, with what decides on it',
    questionUs: 'a question of the program and the answer of the interactor',
  },
  async run(plan) {
    const folder = await mkdtemp(join(tmpdir(), 'gavel-bench-'));
    try {
      await using sandbox = await openJudgeSandbox({ home, boxes: 3 });
      return await measureIn(sandbox, folder, plan);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measureIn(sandbox: Sandbox, folder: string, plan: Bench['plan']): Promise<Measured> {
  const write = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  const tests = async (count: number, number: number) => {
    const [inputPath, answerPath] = [
      await write(`${number}.in`, `${number}\n`),
      await write(`${number}.ans`, `${number}\n`),
    ];
    return Array.from({ length: count }, (_, nth) => ({ name: String(nth), inputPath, answerPath }));
  };
  const program = async (source: string) => {
    const id = createHash('sha256').update(source).digest('hex');
    return { id, sourcesPath: await write(id, JSON.stringify({ 'referee.cpp': source })) };
  };
  const few = { language: 'cpp', limits, tests: await tests(TESTS, 1) };
  const many = { language: 'cpp', limits, tests: await tests(1, QUESTIONS) };
  const [checker, interactor] = [await program(checks), await program(answers)];
  const checked: JudgeRequest = {
    ...few,
    source: copies,
    comparison: { ...by, kind: 'checker' },
    referee: checker,
  };
  const talked: JudgeRequest = {
    ...few,
    source: asks,
    comparison: { ...by, kind: 'interactor' },
    referee: interactor,
  };
  return measure(
    {
      tokens: async () => ({ testMs: (await judging(sandbox, { ...few, source: copies })) / TESTS }),
      checker: async () => ({ testMs: (await judging(sandbox, checked)) / TESTS }),
      interactor: async () => ({ testMs: (await judging(sandbox, talked)) / TESTS }),
      'interactor, 10,000 questions': async (): Promise<Sample> => ({
        questionUs: ((await judging(sandbox, { ...talked, ...many })) * 1_000) / QUESTIONS,
      }),
    },
    plan,
  );
}

/** Milliseconds of running and deciding. */
async function judging(sandbox: Sandbox, request: JudgeRequest): Promise<number> {
  const { verdict, error, phases } = await judge(sandbox, request);
  if (verdict !== 'AC') throw new Error(`the bench's own program got ${verdict}: ${error}`);
  return phases.runMs + phases.compareMs;
}
