import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Sandbox } from '@gavel/sandbox';
import { slowness } from '@gavel/test-support';
import { openJudgeSandbox, runOnce } from './index.ts';
import { home } from './test-support.ts';

describe('runOnce', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openJudgeSandbox({ home, boxes: 2 });
  });
  after(() => sandbox?.close());

  const run = (source: string, stdin = '', language = 'python') =>
    runOnce(sandbox, {
      source,
      language,
      stdin,
      limits: { cpuMs: 3000 * slowness, wallMs: 20_000 * slowness, memoryKiB: 65_536 },
    });

  test('gives back what the program wrote and how it ended', async () => {
    const outcome = await run(
      'import sys\nprint(input()[::-1])\nsys.stderr.write("warned")\nsys.exit(4)',
      'olleh\n',
    );
    assert.equal(outcome.status, 'RTE');
    assert.equal(outcome.exitCode, 4);
    assert.equal(outcome.stdout, 'hello\n');
    assert.equal(outcome.stderr, 'warned');
    assert.equal(outcome.truncated, false);
  });

  test('names the signal', async () => {
    const outcome = await run('int main() { int *p = 0; *p = 1; }', '', 'c');
    assert.deepEqual([outcome.status, outcome.exitCode, outcome.signal], ['RTE', null, 'SIGSEGV']);
  });

  test('names the limit', async () => {
    const outcome = await run('while True: print("x" * 1000)');
    assert.deepEqual([outcome.status, outcome.limit], ['OLE', 'output']);
  });

  test('shows the first 64 KiB; bytes that are no text are replaced', async () => {
    const outcome = await run(
      'import sys\nsys.stdout.buffer.write(b"a\\x00\\xff" + "\\u00e9".encode() * 40000)',
    );
    assert.equal(outcome.status, 'OK');
    assert.equal(outcome.truncated, true);
    assert.equal(outcome.stdout.slice(0, 4), 'a\uFFFD\uFFFDé');
    assert.match(outcome.stdout, /é$/);
    assert.ok(outcome.stdout.isWellFormed());
  });

  test('a compile error has the compiler’s words', async () => {
    const outcome = await run('int main() { undeclared(); return x; }', '', 'c');
    assert.equal(outcome.status, 'CE');
    assert.match(outcome.compile.output, /main\.c.*error/);
  });
});
