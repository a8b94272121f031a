import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Box, converse, type Limits, type RunResult, Sandbox } from './index.ts';
import { home, roomy } from './test-support.ts';

describe('two programs that talk', { concurrency: false }, () => {
  let sandbox: Sandbox;
  let one: Box;
  let other: Box;
  before(async () => {
    sandbox = await Sandbox.open({ home, boxes: 2 });
    [one, other] = await Promise.all([sandbox.box(), sandbox.box()]);
  });
  after(async () => {
    await one?.close();
    await other?.close();
    await sandbox?.close();
  });

  const speaker = (box: Box, script: string, limits: Partial<Limits> = {}, signal?: AbortSignal) => ({
    box,
    request: {
      ...{ stage: 'run' as const, argv: ['/bin/sh', '-c', script], stderr: join(box.scratch, 'err') },
      ...{ limits: { ...roomy, ...limits }, ...(signal && { signal }) },
    },
  });
  const said = (box: Box) => readFile(join(box.scratch, 'err'), 'utf8');
  async function talk(first: string, second: string, limits: Partial<Limits> = {}): Promise<RunResult[]> {
    return Promise.all(await converse(speaker(one, first, limits), speaker(other, second, limits)));
  }

  test('hear each other, time after time', async () => {
    for (let round = 0; round < 5; round++) {
      const results = await talk(`echo hello ${round}; read x; echo "got $x" >&2`, 'read y; echo "$y back"');
      assert.deepEqual(
        results.map(({ outcome, exitCode }) => [outcome, exitCode]),
        [
          ['exited', 0],
          ['exited', 0],
        ],
      );
      assert.equal(await said(one), `got hello ${round} back\n`);
    }
  });

  test('what passes between them is whole, and is no output that counts', async () => {
    const [first, second] = await talk('head -c 3000000 /dev/zero', 'wc -c >&2', { outputBytes: 100 });
    assert.deepEqual([first?.limit, second?.limit], [null, null]);
    assert.equal((await said(other)).trim(), '3000000');
  });

  test('what one wrote before the other was there is read, and then there is an end', async () => {
    for (let round = 0; round < 5; round++) {
      const [, second] = await talk('echo early', 'cat >&2; exit 7');
      assert.equal(second?.exitCode, 7);
      assert.equal(await said(other), 'early\n');
    }
  });

  test('one that is gone is an end for the other, to read and to write', async () => {
    assert.equal((await talk('cat; exit 3', 'exit 0'))[0]?.exitCode, 3);
    assert.equal((await talk('exit 0', 'cat; exit 3'))[1]?.exitCode, 3);
    assert.equal((await talk('exec yes', 'exit 0'))[0]?.signal, 'SIGPIPE');
    assert.equal((await talk('exit 0', 'exec yes'))[1]?.signal, 'SIGPIPE');
  });

  test('one that closes its ends is an end for the other while it goes on', async () => {
    const [first] = await talk('exec >&-; read x; exit 4', 'cat; exec >&-; sleep 0.1');
    assert.equal(first?.exitCode, 4);
  });

  test('both wait: each meets its own limit', async () => {
    const results = await talk('read x', 'read y', { wallMs: 300 });
    assert.ok(results.some(({ limit }) => limit === 'wall'));
    // A writer that nobody reads from waits as well.
    const [first] = await talk('exec yes', 'sleep 60', { wallMs: 300 });
    assert.equal(first?.limit, 'wall');
  });

  test('one that is ended from outside leaves the other to its end', async () => {
    const stop = new AbortController();
    const [first, second] = await converse(
      speaker(one, 'cat; exit 5'),
      speaker(other, 'echo ready; sleep 60', {}, stop.signal),
    );
    stop.abort(new Error('enough'));
    await assert.rejects(second, /enough/);
    assert.equal((await first).exitCode, 5);
  });

  test('one that cannot begin ends the other, and the boxes can be used again', async () => {
    await assert.rejects(
      converse(speaker(one, 'sleep 60'), speaker(other, 'true', { processes: 0 })),
      /the limit processes is 0/,
    );
    await assert.rejects(
      converse(speaker(one, 'true', { processes: 0 }), speaker(other, 'true')),
      /the limit processes is 0/,
    );
    const [first] = await talk('read x; exit $x', 'echo 9');
    assert.equal(first?.exitCode, 9);
  });

  // To the box's own user, who is the host's where the sandbox is an ordinary user's, they are its own.
  test('the pipes are nobody’s to open again', { skip: process.getuid?.() !== 0 }, async () => {
    const [, second] = await talk('read x', 'cat /proc/$$/fd/1 2>&1 >/dev/null | grep -c denied >&2; echo x');
    assert.equal(second?.exitCode, 0);
    assert.equal(await said(other), '1\n');
  });
});
