import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { slowness, until } from '@gavel/test-support';
import { type Box, type RunRequest, Sandbox } from './index.ts';
import { descendants, home, roomy } from './test-support.ts';

describe('a run that is asked for while another runs', () => {
  let sandbox: Sandbox;
  let box: Box;
  before(async () => {
    sandbox = await Sandbox.open({ home, boxes: 2 });
    box = await sandbox.box();
  });
  after(async () => {
    await box.close();
    await sandbox.close();
  });

  const path = (name: string) => join(box.scratch, name);
  const output = (name: string) => readFile(path(name), 'utf8');
  const shell = (script: string, name: string, more: Partial<RunRequest> = {}, where = box) => {
    const argv = ['/bin/sh', '-c', script];
    const io = { stdin: null, stdout: path(name), stderr: null };
    return where.run({ stage: 'run', argv, ...io, limits: roomy, ...more });
  };
  /** What it is told of one run says nothing of the other: both reasons, in order. */
  const endsOf = async (runs: Promise<unknown>[]) =>
    (await Promise.allSettled(runs)).map((run) => (run.status === 'rejected' ? run.reason : run.value));

  test('has its own outputs, limits and result; a third is refused', async () => {
    const first = shell('echo first; exit 3', 'one');
    const impatient = { ...roomy, wallMs: 1000 * slowness };
    const second = shell('echo second; sleep 1000', 'two', { limits: impatient });
    await assert.rejects(shell('echo third', 'three'), { code: 'sandbox_refused' });
    await assert.rejects(box.put('late', ''), { code: 'sandbox_refused' });
    assert.partialDeepStrictEqual(await first, { outcome: 'exited', exitCode: 3 });
    const third = shell('echo third', 'three', { limits: { ...roomy, processes: 1 } });
    assert.partialDeepStrictEqual(await second, { limit: 'wall' });
    assert.partialDeepStrictEqual(await third, { outcome: 'exited', exitCode: 0 });
    assert.deepEqual(await Promise.all(['one', 'two', 'three'].map(output)), [
      'first\n',
      'second\n',
      'third\n',
    ]);
  });

  /** Nothing in this process has its turn meanwhile. */
  const standStillUntil = (holds: () => boolean) => {
    const clock = new Int32Array(new SharedArrayBuffer(4));
    for (let waited = 0; !holds() && waited < 60_000; waited += 5) Atomics.wait(clock, 0, 0, 5);
    assert.ok(holds());
  };

  test('begins without this process’s turn, and `kill` for the one before comes too late then', async () => {
    const abort = new AbortController();
    const first = shell('sleep 0.1', 'one', { signal: abort.signal });
    const second = shell('echo here; sleep 0.1; echo still', 'ahead');
    standStillUntil(() => existsSync(path('ahead')) && readFileSync(path('ahead'), 'utf8') === 'here\n');
    abort.abort('too late');
    await assert.rejects(first, (reason) => reason === 'too late');
    assert.partialDeepStrictEqual(await second, { outcome: 'exited', exitCode: 0 });
    assert.equal(await output('ahead'), 'here\nstill\n');
  });

  test('meets nothing of the one before', async () => {
    const first = shell('echo mine > /tmp/left; sleep 1000 & exit 0', 'one');
    const second = shell('ls /tmp /dev/shm; ls -d /proc/[0-9]*', 'two');
    assert.partialDeepStrictEqual(await first, { outcome: 'exited', leftovers: 1 });
    await second;
    assert.equal(await output('two'), '/dev/shm:\n\n/tmp:\n/proc/1\n/proc/2\n');
  });

  test('runs although the one before could not', async () => {
    const refused = { code: 'sandbox_refused' };
    const missing = shell('', 'one', { argv: ['/nowhere'] });
    const next = shell('echo well', 'two');
    await assert.rejects(missing, { ...refused, message: /cannot be executed: ENOENT/ });
    const late = shell('', 'one', { stage: 'compile' });
    assert.partialDeepStrictEqual(await next, { exitCode: 0 });
    const last = shell('echo last', 'two');
    await assert.rejects(late, { ...refused, message: /compile stage is over/ });
    assert.partialDeepStrictEqual(await last, { exitCode: 0 });
    assert.equal(await output('two'), 'last\n');
  });

  test('is ended by its own signal, and the other by its own', async () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const first = shell('echo begun; sleep 1000', 'one', { signal: one.signal });
    const second = shell('sleep 1000', 'two', { signal: two.signal });
    const ends = endsOf([first, second]);
    await until('the first runs', async () => (await output('one').catch(() => '')) === 'begun\n');
    two.abort('the second is not wanted');
    one.abort('nor is the first');
    assert.deepEqual(await ends, ['nor is the first', 'the second is not wanted']);

    const again = new AbortController();
    const ended = endsOf([shell('sleep 1000', 'one', { signal: again.signal }), shell('echo on', 'two')]);
    again.abort('this one only');
    const [reason, result] = await ended;
    assert.equal(reason, 'this one only');
    assert.partialDeepStrictEqual(result, { outcome: 'exited', exitCode: 0 });
    assert.equal(await output('two'), 'on\n');
  });

  test('is ended with the one before by `kill`', async () => {
    const runs = [shell('sleep 1000', 'one'), shell('sleep 1000', 'two')];
    box.kill();
    for (const run of runs) assert.partialDeepStrictEqual(await run, { signal: 'SIGKILL', limit: null });
    assert.partialDeepStrictEqual(await shell('exit 0', 'one'), { exitCode: 0 });
  });

  test('ends with its box, and leaves nothing', async () => {
    for (const first of ['sleep 1000', 'exit 0']) {
      const own = await sandbox.box();
      const begin = (script: string, name: string) =>
        shell(script, '', { stdout: join(own.scratch, name), stderr: join(own.scratch, `${name}.err`) }, own);
      const [one, two] = [begin(first, 'one'), begin('sleep 1000', 'two')];
      const ends = endsOf([one, two]);
      if (first === 'exit 0') await one;
      await until('a program runs', () => sleepers().length === 1);
      await own.close();
      assert.equal((await ends).at(-1).code, 'sandbox_gone');
      assert.ok(!existsSync(own.scratch));
      await until('no program runs', () => sleepers().length === 0);
    }
  });
});

const sleepers = () => descendants(process.pid).filter(({ name }) => name === 'sleep');
