import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { RefereeComparison } from '@gavel/contract';
import type { Sandbox } from '@gavel/sandbox';
import { slowness } from '@gavel/test-support';
import { judge, openJudgeSandbox } from './index.ts';
import { home, TestFiles } from './test-support.ts';
import type { Judgement, JudgeRequest, JudgeTest, RefereeSources } from './types.ts';

/** Two numbers whose sum is the input; the answer file says how large they may be. */
const checker = `#include "told.h"
int main(int argc, char **argv) {
  std::ifstream input(argv[1]), answer(argv[2]);
  long sum, most, a, b;
  std::string extra, flag = argc > 4 ? argv[4] : "";
  input >> sum;
  answer >> most;
  if (std::string(argv[3]) != "/tmp/") return told("no folder for notes");
  if (!(std::cin >> a >> b) || std::cin >> extra) return 43;
  if (flag == "positive" && (a < 1 || b < 1)) return 43;
  return a + b == sum && a <= most && b <= most ? 42 : 43;
}`;
const told = `#include <fstream>
#include <iostream>
inline int told(const char *what) { std::cerr << what << std::endl; return 1; }`;

/** Knows a number of the input; answers "more", "less" or "right", and "wrong" after seven guesses. */
const interactor = `import sys
secret = int(open(sys.argv[1]).read())
for guess in range(7):
    line = sys.stdin.readline()
    if not line.strip(): sys.exit(43)
    number = int(line)
    print("more" if number < secret else "less" if number > secret else "right", flush=True)
    if number == secret: sys.exit(42)
print("wrong", flush=True)
sys.exit(43)`;

const bisection = `low, high = 1, 100
while True:
    middle = (low + high) // 2
    print(middle, flush=True)
    said = input()
    if said == "right": break
    if said == "more": low = middle + 1
    else: high = middle - 1`;

describe('problems with a program of their own', () => {
  let sandbox: Sandbox;
  let files: TestFiles;
  let tests: JudgeTest[];
  before(async () => {
    files = await TestFiles.make();
    tests = [await files.test('one', '10\n', '9\n'), await files.test('two', '77\n', '76\n')];
    sandbox = await openJudgeSandbox({ home, boxes: 4 });
  });
  after(async () => {
    await sandbox?.close();
    await files[Symbol.asyncDispose]();
  });

  async function sources(all: Record<string, string>): Promise<RefereeSources> {
    const text = JSON.stringify(all);
    const id = createHash('sha256').update(text).digest('hex');
    return { id, sourcesPath: await files.write(id, text) };
  }
  const kind = (more: Partial<RefereeComparison>): RefereeComparison => ({
    ...{ kind: 'checker', language: 'cpp', main: 'check.cpp', protocol: 'icpc', flags: [] },
    ...more,
  });
  const judgeBy = async (
    comparison: RefereeComparison,
    all: Record<string, string>,
    source: string,
    more: Partial<JudgeRequest> = {},
  ): Promise<Judgement> =>
    judge(sandbox, {
      ...{ source, language: 'python', tests, comparison, referee: await sources(all) },
      limits: { cpuMs: 1_000 * slowness, wallMs: 20_000 * slowness, memoryKiB: 128 * 1024 },
      ...more,
    });

  describe('a checker', () => {
    const by = (source: string, more: Partial<RefereeComparison> = {}, request: Partial<JudgeRequest> = {}) =>
      judgeBy(kind(more), { 'check.cpp': checker, 'told.h': told }, source, request);

    test('accepts what is right in more than one way, and nothing else', async () => {
      assert.equal((await by('n = int(input())\nprint(1, n - 1)')).verdict, 'AC');
      assert.equal((await by('n = int(input())\nprint(n - 5, 5)')).verdict, 'AC');
      for (const wrong of [
        'print(1, 2)',
        'n = int(input())\nprint(0, n)',
        'print("\\0")',
        'pass',
        'print(5, 5, 5)',
      ]) {
        const judgement = await by(wrong);
        assert.equal(judgement.verdict, 'WA', `${wrong}: ${judgement.error}`);
        assert.equal(judgement.tests.length, 1);
      }
      assert.equal(
        (await by('raise ValueError()')).verdict,
        'RTE',
        'it is not asked about a run that failed',
      );
    });

    test('is given its flags', async () => {
      const source = 'n = int(input())\nprint(n + 3, -3) if n < 6 else print(-2, n + 2)';
      const roomy = [await files.test('roomy', '10\n', '99\n')];
      assert.equal((await by(source, {}, { tests: roomy })).verdict, 'AC');
      assert.equal((await by(source, { flags: ['positive'] }, { tests: roomy })).verdict, 'WA');
    });

    test('is compiled once', async () => {
      const all = { 'check.cpp': `// once\n${checker}`, 'told.h': told };
      const source = 'n = int(input())\nprint(1, n - 1)';
      assert.equal((await judgeBy(kind({}), all, source)).verdict, 'AC');
      const referee = await sources(all);
      await rm(referee.sourcesPath);
      assert.equal((await judgeBy(kind({}), all, source, { referee })).verdict, 'AC');
    });

    test('may be written as those with testlib are', async () => {
      const script = `import sys
number, output, answer = (open(path).read().split() for path in sys.argv[1:4])
if output == ["fail"]: sys.exit(3)
sys.exit(0 if output == answer else 2 if len(output) != 1 else 1)`;
      const by = (source: string) =>
        judgeBy(
          kind({ language: 'python', main: 'check.py', protocol: 'testlib' }),
          { 'check.py': script },
          source,
        );
      assert.equal((await by('print(int(input()) - 1)')).verdict, 'AC');
      assert.equal((await by('print(int(input()))')).verdict, 'WA');
      assert.equal((await by('pass')).verdict, 'WA');
      const failed = await by('print("fail")');
      assert.equal(failed.verdict, 'JE');
      assert.match(failed.error ?? '', /the checker ended with 3, which is no verdict/);
    });

    test('is quoted on each test, as text and with a bound', async () => {
      const script = `import sys
said = sys.stdin.read().split()
if said[0] == "1": sys.stderr.buffer.write(b" a\\0\\xffb\\n")
if said[0] == "2": sys.stderr.buffer.write(b"x" + "é".encode() * 1000)
print("not this")
sys.exit(42)`;
      const words = async (source: string) => {
        const by = kind({ language: 'python', main: 'check.py' });
        const { tests } = await judgeBy(by, { 'check.py': script }, source);
        return tests.map(({ message }) => message);
      };
      assert.deepEqual(await words('print(1 if input() == "10" else 3)'), ['a\uFFFD\uFFFDb', null]);
      assert.deepEqual(await words('print(3 if input() == "10" else 2)'), [
        null,
        `x${'é'.repeat(255)}…${'é'.repeat(256)}`,
      ]);
      assert.deepEqual(await words('if input() == "10": print(1)\nelse: exit(1)'), ['a\uFFFD\uFFFDb', null]);
    });

    test('is quoted by what it leaves for judges in its folder, too', async () => {
      const script = `import os, sys
if open(sys.argv[1]).read() == "10\\n": sys.stderr.write("said, ")
open(os.path.join(sys.argv[3], "judgemessage.txt"), "w").write("noted")
open(os.path.join(sys.argv[3], "teammessage.txt"), "w").write("not this")
sys.exit(42)`;
      const by = kind({ language: 'python', main: 'check.py' });
      const { tests } = await judgeBy(by, { 'check.py': script }, 'print(1)');
      const messages = tests.map(({ message }) => message);
      assert.deepEqual(messages, ['said, \nnoted', 'noted'], 'with and without a word on stderr');
    });

    test('that was refused some processes is believed all the same', async () => {
      const script = `import os, sys
try:
  while True:
    if os.fork() == 0: os.read(os.pipe()[0], 1)
except OSError: sys.exit(42)`;
      const by = kind({ language: 'python', main: 'check.py' });
      assert.equal((await judgeBy(by, { 'check.py': script }, 'print(1)')).verdict, 'AC');
    });

    // It would be compiled for its minute.
    test('that takes long to compile does not hold up who is cancelled', {
      timeout: 20_000 * slowness,
    }, async () => {
      const abort = new AbortController();
      const long = `template <int n, int path> struct Two {
  static constexpr int value = Two<n - 1, path * 2>::value + Two<n - 1, path * 2 + 1>::value;
};
template <int path> struct Two<0, path> { static constexpr int value = 1; };
int main() { return Two<28, 1>::value; }`;
      const judging = judgeBy(kind({}), { 'check.cpp': long }, 'print(1)', {
        signal: abort.signal,
        onCompiled: () => void setImmediate(() => abort.abort(new Error('cancelled by its author'))),
      });
      await assert.rejects(judging, /cancelled by its author/);
    });

    for (const [what, all, more, pattern] of [
      ['does not compile', { 'check.cpp': 'int main( {' }, {}, /^the checker does not compile\n.*main/s],
      ['crashes', { 'check.cpp': 'int main() { __builtin_trap(); }' }, {}, /the checker died of SIG/],
      [
        'says nothing of the verdict',
        { 'check.cpp': '#include <cstdio>\nint main() { fputs("lost", stderr); }' },
        {},
        /ended with 0, which is no verdict \(42 accepts, 43 rejects\)\nlost/,
      ],
      [
        'is in a language that is not here',
        { 'check.x': '' },
        { language: 'cobol', main: 'check.x' },
        /lacks: there is no language "cobol"/,
      ],
      [
        'allocates without end',
        {
          'check.cpp':
            '#include <cstdlib>\n#include <cstring>\nint main() { for (;;) memset(malloc(1 << 24), 1, 1 << 24); }',
        },
        { limits: { memoryKiB: 100_000 } },
        /stopped: memory limit/,
      ],
    ] as const)
      test(`that ${what} is a JE that tells so`, async () => {
        const judgement = await judgeBy(kind(more), all as Record<string, string>, 'print(3)');
        assert.equal(judgement.verdict, 'JE');
        assert.match(judgement.error ?? '', pattern);
      });

    test('that is missing is a JE', async () => {
      const judgement = await judge(sandbox, {
        ...{ source: 'print(1)', language: 'python', tests, comparison: kind({}) },
        limits: { cpuMs: 1_000, memoryKiB: 65_536 },
      });
      assert.match(judgement.error ?? '', /checker is missing/);
    });
  });

  // Most of them wait; each takes two of the boxes.
  describe('an interactor', { concurrency: 2 }, () => {
    const guessing = { kind: 'interactor', language: 'python', main: 'talk.py' } as const;
    const by = (source: string, more: Partial<JudgeRequest> = {}, script = interactor) =>
      judgeBy(kind(guessing), { 'talk.py': script }, source, more);
    const short = { limits: { cpuMs: 300 * slowness, wallMs: 1_000 * slowness, memoryKiB: 64 * 1024 } };
    /** For programs that compute: a busy machine makes them wait. */
    const working = { limits: { ...short.limits, wallMs: 30_000 * slowness } };

    test('talks with the program', async () => {
      const judgement = await by(bisection);
      assert.equal(judgement.verdict, 'AC', JSON.stringify(judgement));
      assert.equal(judgement.tests.length, 2);
      assert.ok(judgement.memoryKiB > 1_000);
    });

    test('says that the program is wrong', async () => {
      assert.equal((await by('for n in range(1, 9):\n  print(n, flush=True)\n  input()')).verdict, 'WA');
    });

    test('a program that ends before it has answered is wrong', async () => {
      assert.equal((await by('print(1)')).verdict, 'WA');
      assert.equal((await by('pass')).verdict, 'WA');
    });

    test('a program that crashes is not judged by what the interactor makes of it', async () => {
      for (let round = 0; round < 3; round++) {
        const crash = 'print(1, flush=True)\ninput()\nraise ValueError("no")';
        assert.equal((await by(crash)).verdict, 'RTE');
      }
    });

    test('one that was told that it is wrong may crash: it is wrong', async () => {
      for (let round = 0; round < 3; round++) {
        const giveUp =
          'while True:\n  print(1, flush=True)\n  if input() == "wrong": raise ValueError("told so")';
        assert.equal((await by(giveUp)).verdict, 'WA');
      }
    });

    test('how the program ended is told, but where the verdict ended it', async () => {
      const end = async (source: string, more?: Partial<JudgeRequest>) => {
        const { tests } = await by(source, more);
        const { verdict, limit, exitCode, signal } = tests.at(-1) ?? assert.fail('no test');
        return [verdict, limit, exitCode, signal];
      };
      assert.deepEqual(await end(bisection), ['AC', null, 0, null]);
      assert.deepEqual(await end('exit(4)'), ['RTE', null, 4, null]);
      assert.deepEqual(await end('print(1)'), ['WA', null, 0, null]);
      assert.deepEqual(await end('while True: pass', working), ['TLE', 'cpu', null, 'SIGKILL']);
      assert.deepEqual(await end('input()', short), ['TLE', 'wall', null, 'SIGKILL']);
      const deaf = 'import signal\nfor n in range(9): print(1, flush=True)\nsignal.pause()';
      assert.deepEqual(await end(deaf), ['WA', null, null, null]);
    });

    test('is quoted, also on a program that failed', async () => {
      const script = `import sys
sys.stderr.write(sys.stdin.readline())
print("heard", flush=True)
sys.stdin.read()
sys.exit(43)`;
      for (const [verdict, source] of [
        ['WA', 'print("hello")'],
        ['RTE', 'print("hello", flush=True)\ninput()\nexit(1)'],
      ] as const) {
        const [told] = (await by(source, {}, script)).tests;
        assert.deepEqual([told?.verdict, told?.message], [verdict, 'hello'], source);
      }
    });

    test('one that goes on after it was accepted may write what nobody reads, and must end', async () => {
      assert.equal((await by(`${bisection}\nprint("thanks")\nprint("bye")`)).verdict, 'AC');
      assert.equal((await by(`${bisection}\nraise ValueError("late")`)).verdict, 'RTE');
      assert.equal((await by(`${bisection}\nwhile True: pass`, short)).verdict, 'TLE');
    });

    test('a program that only reads, or never flushes, meets its wall limit', async () => {
      assert.equal((await by('input()', short)).verdict, 'TLE');
      assert.equal((await by('import sys\nprint(50)\nsys.stdin.readline()', short)).verdict, 'TLE');
    });

    test('limits of the program hold', async () => {
      assert.equal((await by('while True: pass', working)).verdict, 'TLE');
      assert.equal((await by('x = []\nwhile True: x.append("y" * 1000000)', working)).verdict, 'MLE');
    });

    test('an interactor that blocks for ever holds nobody up past the limits (DOMjudge 605)', async () => {
      const judgement = await by('input()', short, 'import time\ntime.sleep(100000)');
      assert.equal(judgement.verdict, 'TLE');
      const deaf = await by('while True: print("more" * 1000)', short, 'import time\ntime.sleep(100000)');
      assert.equal(deaf.verdict, 'TLE');
    });

    test('a flood of a program that nobody reads costs no memory of ours, and ends', async () => {
      const rss = process.memoryUsage().rss;
      const judgement = await by(
        'while True: print("1\\n" * 100000)',
        short,
        'import sys\nfor line in sys.stdin: pass',
      );
      assert.equal(judgement.verdict, 'TLE');
      assert.ok(process.memoryUsage().rss - rss < 100_000_000);
    });

    test('that crashes is a JE that tells so, and ends the program', async () => {
      const limits = { cpuMs: 60_000, wallMs: 90_000, memoryKiB: 64 * 1024 };
      const judgement = await by('while True: pass', { limits }, 'raise ValueError("out of words")');
      assert.equal(judgement.verdict, 'JE');
      assert.match(
        judgement.error ?? '',
        /the interactor ended with 1, which is no verdict .*\n.*out of words/s,
      );
    });

    test('may say one word more than is read', async () => {
      const chatty = interactor.replace(
        'if number == secret:',
        'if number == secret:\n        print("thanks", flush=True)\n        print("bye" * 100000, flush=True)\n       ',
      );
      const deaf = bisection.replace('said == "right"', 'said.startswith("right")');
      for (let round = 0; round < 3; round++) assert.equal((await by(deaf, {}, chatty)).verdict, 'AC');
    });

    test('says what becomes of questions that nobody reads the answers of', async () => {
      assert.equal((await by('for n in range(20000): print(1)')).verdict, 'WA');
    });

    test('hears nothing more of a program that it has accepted', async () => {
      assert.equal((await by(`${bisection}\nprint("thanks" * 100000)`)).verdict, 'AC');
    });

    test('that is kept busy, or filled, by a submission does not give it a judge error', async () => {
      const busy = 'import sys\nfor line in sys.stdin:\n  for i in range(10000): pass';
      assert.equal((await by('while True: print(1)', short, busy)).verdict, 'TLE');
      const filled = await judgeBy(
        kind({ ...guessing, limits: { memoryKiB: 100_000 } }),
        { 'talk.py': 'import sys\nheard = []\nwhile True: heard.append(sys.stdin.buffer.read(1 << 20))' },
        'while True: print("x" * 100000)',
        { limits: { ...short.limits, cpuMs: 60_000, wallMs: 60_000 } },
      );
      assert.equal(filled.verdict, 'OLE');
      const chatty = await judgeBy(
        kind({ ...guessing, limits: { outputBytes: 100_000 } }),
        { 'talk.py': 'import sys\nfor line in sys.stdin: sys.stderr.write(line)' },
        'while True: print("x" * 1000)',
        working,
      );
      assert.equal(chatty.verdict, 'OLE');
    });

    test('that runs out of heap, as its run-time tells by an exit code, was sent too much', async () => {
      const source = `import java.io.*;
class Talk { public static void main(String[] args) throws IOException {
  new BufferedReader(new InputStreamReader(System.in)).readLine();
} }`;
      const java = { ...guessing, language: 'java', main: 'Talk.java', limits: { memoryKiB: 100_000 } };
      const endless = 'while True: print("x" * 100000, end="")';
      assert.equal((await judgeBy(kind(java), { 'Talk.java': source }, endless, working)).verdict, 'OLE');
    });

    test('that crashes after a program has failed by itself does not take its verdict', async () => {
      // It has work to do until then.
      const late = 'sum(range(10_000_000))\nraise ValueError()';
      assert.equal((await by('exit(1)', {}, late)).verdict, 'RTE');
    });

    test('is believed about a program that also met a bound which lets it go on', async () => {
      const forks = `import os
children = []
try:
  while True:
    child = os.fork()
    if child == 0:
      while True: os.read(0, 1)
    children.append(child)
except OSError: pass
for child in children: os.kill(child, 9)
for child in children: os.waitpid(child, 0)
while True:
  print(1, flush=True)
  input()`;
      assert.equal((await by(forks)).verdict, 'WA');
      const descriptors = `#include <cstdio>
#include <unistd.h>
int main() {
  char said[100];
  while (dup(0) >= 0) continue;
  do {
    puts("1");
    fflush(stdout);
  } while (fgets(said, sizeof said, stdin) && said[0] != 'w');
  return 1;
}`;
      const fast = await judgeBy(kind(guessing), { 'talk.py': interactor }, descriptors, { language: 'cpp' });
      assert.equal(fast.verdict, 'WA');
    });

    test('cancelling ends both, and the sandbox serves the next', async () => {
      const abort = new AbortController();
      const once = `import sys
number = open(sys.argv[1]).read()
print(number, flush=True)
if number == "10\\n": sys.exit(42)
sys.stdin.read()`;
      const judging = by(
        'if int(input()) != 10: input()',
        {
          limits: { cpuMs: 60_000, wallMs: 60_000, memoryKiB: 65_536 },
          signal: abort.signal,
          onTest: () => void setImmediate(() => abort.abort(new Error('cancelled by its author'))),
        },
        once,
      );
      await assert.rejects(judging, /cancelled by its author/);
      assert.equal((await by(bisection)).verdict, 'AC');
    });
  });
});
