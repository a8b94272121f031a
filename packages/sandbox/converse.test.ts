import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Box, converse, type Limits, type RunResult, Sandbox } from './index.ts';
import { home, roomy } from './test-support.ts';

describe('two programs that talk', { concurrency: false }, () => {
  let sandbox: Sandbox;
  let host: Box;
  let guest: Box;
  before(async () => {
    sandbox = await Sandbox.open({ home, boxes: 2 });
    [host, guest] = await Promise.all([sandbox.box(), sandbox.box()]);
  });
  after(async () => {
    await host?.close();
    await guest?.close();
    await sandbox?.close();
  });

  const speaker = (box: Box, script: string, limits: Partial<Limits> = {}) => ({
    box,
    request: {
      ...{ stage: 'run' as const, argv: ['/bin/sh', '-c', script], stderr: join(box.scratch, 'err') },
      limits: { ...roomy, ...limits },
    },
  });
  const said = (box: Box) => readFile(join(box.scratch, 'err'), 'utf8');
  const begin = (hosts: string, guests: string, limits: Partial<Limits> = {}) =>
    converse(speaker(host, hosts, limits), speaker(guest, guests, limits));
  async function talk(hosts: string, guests: string, limits: Partial<Limits> = {}): Promise<RunResult[]> {
    const conversation = await begin(hosts, guests, limits);
    await conversation.guest;
    conversation.release();
    return Promise.all([conversation.host, conversation.guest]);
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
      assert.equal(await said(host), `got hello ${round} back\n`);
    }
  });

  test('what passes between them is whole, and is no output that counts', async () => {
    const limits = await talk('head -c 3000000 /dev/zero', 'wc -c >&2', { outputBytes: 100 });
    assert.deepEqual([limits[0]?.limit, limits[1]?.limit], [null, null]);
    assert.equal((await said(guest)).trim(), '3000000');
  });

  test('what a host wrote before its guest was there is read, and then there is an end', async () => {
    for (let round = 0; round < 5; round++) {
      const results = await talk('echo early', 'cat >&2; exit 7');
      assert.equal(results[1]?.exitCode, 7);
      assert.equal(await said(guest), 'early\n');
    }
  });

  test('a guest that ended is an end for the host once it is released, not before', async () => {
    const { host: judging, guest: running, release } = await begin('cat; exit 3', 'exit 0');
    assert.equal((await running).exitCode, 0);
    assert.equal(await Promise.race([judging, delay(100, 'it goes on')]), 'it goes on');
    release();
    assert.equal((await judging).exitCode, 3);
  });

  test('what one says to the other that has ended is lost, and no error', async () => {
    const much = 'head -c 500000 /dev/zero || exit 9; exit 5';
    const hosts = await begin(`cat >/dev/null; ${much}`, 'exit 0');
    await hosts.guest;
    hosts.release();
    assert.equal((await hosts.host).exitCode, 5);
    const guests = await begin('exit 0', `cat; ${much}`);
    assert.equal((await guests.host).exitCode, 0);
    assert.equal((await guests.guest).exitCode, 5);
  });

  test('a host that closed its stdout, or ended, is an end for the guest, and no broken pipe', async () => {
    const { host: judging, guest: running, release } = await begin('exec >&-; read x', 'cat; echo y; exit 4');
    assert.equal((await running).exitCode, 4);
    release();
    assert.equal((await judging).exitCode, 0);
    const { guest: writing } = await begin('exit 0', 'cat; echo lost; exit 5');
    assert.equal((await writing).exitCode, 5);
  });

  test('both wait: each meets its own limit', async () => {
    for (const waits of ['read x', 'exec yes']) {
      const { host: judging, guest: running } = await converse(
        speaker(host, 'sleep 60'),
        speaker(guest, waits, { wallMs: 300 }),
      );
      assert.equal((await running).limit, 'wall');
      host.kill();
      await judging;
      const other = await converse(speaker(host, waits, { wallMs: 300 }), speaker(guest, 'sleep 60'));
      assert.equal((await other.host).limit, 'wall');
      guest.kill();
      await other.guest;
    }
  });

  test('one that is killed has a result', async () => {
    const { host: judging, guest: running } = await begin('exit 1', 'sleep 60');
    assert.equal((await judging).exitCode, 1);
    guest.kill();
    assert.partialDeepStrictEqual(await running, { outcome: 'signalled', signal: 'SIGKILL', limit: null });
  });

  test('a host whose guest cannot begin is ended, and the boxes can be used again', async () => {
    const none = { processes: 0 };
    await assert.rejects(
      converse(speaker(host, 'sleep 60'), speaker(guest, 'true', none)),
      /the limit processes is 0/,
    );
    await assert.rejects(
      converse(speaker(host, 'true', none), speaker(guest, 'true')),
      /the limit processes is 0/,
    );
    const results = await talk('read x; exit $x', 'echo 9');
    assert.equal(results[0]?.exitCode, 9);
  });

  test('stdin may be opened again by its name', async () => {
    const results = await talk(
      'echo one; echo two; read z',
      'read x; read y </dev/stdin; [ "$x $y" = "one two" ]; exit $?',
    );
    assert.equal(results[1]?.exitCode, 0);
  });

  // Where the sandbox is an ordinary user's, the box's own user is the one whose they are.
  test('a program cannot write into its own stdin', { skip: process.getuid?.() !== 0 }, async () => {
    const results = await talk('read x', '(echo y >/dev/fd/0) 2>&1 | grep -c denied >&2; echo x');
    assert.equal(results[1]?.exitCode, 0);
    assert.equal(await said(guest), '1\n');
  });
});
