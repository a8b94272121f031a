import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TestResult, Verdict } from '@gavel/contract';
import type { Sandbox } from '@gavel/sandbox';
import { slowness } from '@gavel/test-support';
import { detectLanguages, judge, openJudgeSandbox } from './index.ts';
import { home, TestFiles } from './test-support.ts';
import type { JudgeRequest, JudgeTest } from './types.ts';

const sums: Record<string, string> = {
  c: '#include <stdio.h>\nint main(void) { int a, b; scanf("%d%d", &a, &b); printf("%d\\n", a + b); }',
  cpp: '#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b << "\\n"; }',
  python: 'print(sum(map(int, input().split())))',
  java: `import java.util.Scanner;
public class Adder {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    System.out.println(in.nextInt() + in.nextInt());
  }
}`,
  javascript: `const [a, b] = require('node:fs').readFileSync(0, 'utf8').split(' ').map(Number);\nconsole.log(a + b);`,
  typescript: `import { readFileSync } from 'node:fs';
enum Index { First, Second }
const numbers: number[] = readFileSync(0, 'utf8').split(' ').map(Number);
console.log((numbers[Index.First] ?? 0) + (numbers[Index.Second] as number));`,
  go: 'package main\nimport "fmt"\nfunc main() { var a, b int; fmt.Scan(&a, &b); fmt.Println(a + b) }',
  rust: `use std::io;
fn main() {
  let mut line = String::new();
  io::stdin().read_line(&mut line).unwrap();
  println!("{}", line.split_whitespace().map(|n| n.parse::<i32>().unwrap()).sum::<i32>());
}`,
};

type End = Partial<Pick<TestResult, 'limit' | 'exitCode' | 'signal'>>;
const exited = (exitCode: number): End => ({ limit: null, exitCode, signal: null });
const stopped = (limit: End['limit']): End => ({ limit, exitCode: null, signal: 'SIGKILL' });

/** Programs that earn a verdict, in two languages, and how their test ends. */
const earned: [Verdict, string, string, End?][] = [
  ['WA', 'cpp', '#include <cstdio>\nint main() { puts("4"); }', exited(0)],
  ['WA', 'python', 'print(4)', exited(0)],
  ['TLE', 'cpp', 'int main() { for (volatile int i = 0;; i = i + 1); }', stopped('cpu')],
  ['TLE', 'python', 'while True: pass', stopped('cpu')],
  [
    'MLE',
    'cpp',
    '#include <cstdlib>\n#include <cstring>\nint main() { for (;;) memset(malloc(1 << 20), 1, 1 << 20); }',
    stopped('memory'),
  ],
  ['MLE', 'python', 'hog = []\nwhile True: hog.append("x" * 1000000)', { limit: 'memory' }],
  [
    'OLE',
    'cpp',
    '#include <cstdio>\nint main() { for (;;) puts("more and more and more"); }',
    { limit: 'output' },
  ],
  ['OLE', 'python', 'while True: print("more and more and more")', { limit: 'output' }],
  [
    'OLE',
    'c',
    '#include <stdio.h>\nint main(void) { FILE *f = fopen("/tmp/f", "w"); fseek(f, 1L << 30, SEEK_SET); fputc(1, f); return fclose(f); }',
    { limit: 'file', exitCode: null, signal: 'SIGXFSZ' },
  ],
  [
    'RTE',
    'cpp',
    '#include <cstdlib>\nint main() { abort(); }',
    { limit: null, exitCode: null, signal: 'SIGABRT' },
  ],
  ['RTE', 'cpp', 'int main() { return 3; }', exited(3)],
  ['RTE', 'python', 'raise ValueError("no")', exited(1)],
  [
    'RTE',
    'c',
    '#include <unistd.h>\nint main(void) { while (fork() >= 0); return 4; }',
    { limit: 'processes' },
  ],
  ['CE', 'cpp', 'int main() { return }'],
  ['CE', 'cpp', '#include "/etc/shadow"\nint main() {}'],
  ['CE', 'python', 'def f(:\n  pass'],
];

describe('judge', () => {
  let sandbox: Sandbox;
  let files: TestFiles;
  let tests: JudgeTest[];

  before(async () => {
    files = await TestFiles.make();
    tests = [await files.test('one', '1 2\n', '3\n'), await files.test('two', '20 30\n', '50')];
    sandbox = await openJudgeSandbox({ home, boxes: 3 });
  });
  after(async () => {
    await sandbox?.close();
    await files[Symbol.asyncDispose]();
  });

  const request = (language: string, source: string, more: Partial<JudgeRequest> = {}): JudgeRequest => ({
    language,
    source,
    tests,
    limits: {
      cpuMs: 500 * slowness,
      wallMs: 20_000 * slowness,
      memoryKiB: 64 * 1024,
      outputBytes: 1_000_000,
    },
    ...more,
  });
  /** A machine under load may need long: what must be accepted gets much time. */
  const patient = {
    limits: { cpuMs: 10_000 * slowness, wallMs: 60_000 * slowness, memoryKiB: 256 * 1024 },
    compileLimits: { cpuMs: 60_000 * slowness, wallMs: 120_000 * slowness, memoryKiB: 2 << 20 },
  };

  test('every installed language can be accepted', async (t) => {
    const installed = await detectLanguages();
    assert.ok(installed.length >= 4, 'C, C++, JavaScript and TypeScript at least');
    for (const { id } of installed)
      await t.test(id, async () => {
        const judgement = await judge(sandbox, request(id, sums[id] ?? '', patient));
        assert.equal(judgement.verdict, 'AC', JSON.stringify(judgement));
        assert.equal(judgement.score, 100);
        assert.equal(judgement.tests.length, 2);
        assert.ok(judgement.memoryKiB > 100);
      });
  });

  for (const [verdict, language, source, end] of earned)
    test(`${verdict} in ${language}: ${source.split('\n').at(-1)}`, async () => {
      const judgement = await judge(sandbox, request(language, source));
      assert.equal(judgement.verdict, verdict, JSON.stringify(judgement));
      assert.equal(judgement.score, 0);
      assert.equal(judgement.error, null);
      assert.equal(judgement.compile.ok, verdict !== 'CE');
      assert.equal(judgement.tests.length, verdict === 'CE' ? 0 : 1, 'the first failing test is the last');
      if (verdict === 'CE') assert.match(judgement.compile.output, /error|Error/);
      if (end) assert.partialDeepStrictEqual(judgement.tests[0], end);
    });

  test('sleeping past the wall limit is a TLE', async () => {
    const limits = { cpuMs: 500, wallMs: 300, memoryKiB: 64 * 1024 };
    const source = 'import time\ntime.sleep(600)';
    const judgement = await judge(sandbox, request('python', source, { limits }));
    assert.equal(judgement.verdict, 'TLE');
    assert.partialDeepStrictEqual(judgement.tests[0], stopped('wall'));
  });

  test('tells each step in order', async () => {
    const steps: string[] = [];
    const onTest = ({ index, name, verdict }: TestResult) => void steps.push(`${index} ${name} ${verdict}`);
    const onCompiled = ({ ok }: { ok: boolean }) => void steps.push(`compiled ${ok}`);
    const source = 'print(3)';
    const stopped = await judge(sandbox, request('python', source, { ...patient, onCompiled, onTest }));
    assert.equal(stopped.verdict, 'WA');
    assert.deepEqual(steps, ['compiled true', '1 one AC', '2 two WA']);
  });

  test('keepGoing runs the tests after a failing one too', async () => {
    const source = 'a, b = map(int, input().split())\nprint(a + b if a > 5 else 0)';
    const judgement = await judge(sandbox, request('python', source, { ...patient, keepGoing: true }));
    assert.equal(judgement.verdict, 'WA');
    assert.deepEqual(
      judgement.tests.map(({ verdict }) => verdict),
      ['WA', 'AC'],
    );
  });

  test('a missing answer file is our fault, and says so', async () => {
    const broken = {
      name: 'broken',
      inputPath: tests[0]?.inputPath ?? '',
      answerPath: `${files.folder}/none`,
    };
    const judgement = await judge(sandbox, request('python', 'print(3)', { ...patient, tests: [broken] }));
    assert.equal(judgement.verdict, 'JE');
    assert.match(judgement.error ?? '', /broken.*none/);
  });

  test('without tests nothing is accepted', async () => {
    const judgement = await judge(sandbox, request('python', 'print(3)', { ...patient, tests: [] }));
    assert.equal(judgement.verdict, 'JE');
    assert.match(judgement.error ?? '', /no tests/);
  });

  test('an unknown language is thrown', async () => {
    await assert.rejects(judge(sandbox, request('cobol', 'x')), { code: 'unknown_language' });
  });

  test('cancelling ends a running program and rejects with the reason', async () => {
    const abort = new AbortController();
    const source = 'while True: pass';
    const limits = { cpuMs: 60_000, wallMs: 60_000, memoryKiB: 65_536 };
    const judging = judge(
      sandbox,
      request('python', source, {
        limits,
        signal: abort.signal,
        onCompiled: () => void setImmediate(() => abort.abort(new Error('cancelled by its author'))),
      }),
    );
    await assert.rejects(judging, /cancelled by its author/);
  });

  test('what a listener throws is thrown on', async () => {
    const onTest = () => {
      throw new Error('the lease is lost');
    };
    await assert.rejects(
      judge(sandbox, request('python', 'print(3)', { ...patient, onTest })),
      /the lease is lost/,
    );
  });
});
