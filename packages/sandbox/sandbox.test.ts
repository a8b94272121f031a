import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { until } from '@gavel/test-support';
import { findGroupParents, parentFolders } from './cgroups.ts';
import { type Box, Sandbox } from './index.ts';
import { attempt, descendants, home, roomy, startOf, useProbe } from './test-support.ts';

describe('a box', () => {
  const { own, probe } = useProbe(2);

  test('exit codes and signals are told apart', async () => {
    assert.partialDeepStrictEqual(await probe(['exit', '0']), {
      outcome: 'exited',
      exitCode: 0,
      signal: null,
    });
    assert.partialDeepStrictEqual(await probe(['exit', '137']), { outcome: 'exited', exitCode: 137 });
    assert.partialDeepStrictEqual(await probe(['signal', '9']), {
      outcome: 'signalled',
      signal: 'SIGKILL',
      limit: null,
    });
    assert.partialDeepStrictEqual(await probe(['signal', '6']), { outcome: 'signalled', signal: 'SIGABRT' });
  });

  test('stdin is a file, stdout and stderr come apart', async () => {
    const stdin = join(own.box.scratch, 'input');
    await writeFile(stdin, 'to be copied');
    const result = await probe(['cat'], {}, { stdin });
    assert.equal(result.out, 'to be copied');
    assert.match(result.err, /Max core file size +0 +0/);
  });

  test('the file behind stdin cannot be changed', async () => {
    const stdin = join(own.box.scratch, 'shared');
    await writeFile(stdin, 'for all', { mode: 0o600 });
    const script = 'cat; echo more >> /proc/self/fd/0; chmod 666 /proc/self/fd/0; : > /proc/self/fd/0';
    assert.equal((await attempt(own.box, { argv: ['/bin/sh', '-c', script], stdin })).out, 'for all');
    assert.equal(await readFile(stdin, 'utf8'), 'for all');
    assert.equal((await stat(stdin)).mode & 0o777, 0o600);
  });

  test('what a program leaves is gone before the next', async () => {
    const left = await probe(['leave']);
    assert.match(left.out, /\/tmp\/left: done\n\/dev\/shm\/left: done/);
    // Process 1, the probe, its shell and what the shell runs.
    assert.match((await probe(['look'])).out, /^\/dev\/shm:\n\n\/tmp:\n[3-6]\n$/);
  });

  test('nothing outside is reached', async () => {
    const { out, outcome } = await probe(['break']);
    assert.equal(outcome, 'exited', out);
    const refused = out.split('\n').filter((line) => /: (?!done)\D/.test(line));
    const allowed = out.split('\n').filter((line) => line.endsWith(': done'));
    assert.deepEqual(allowed, []);
    assert.equal(refused.length, 26, out);
    assert.match(out, /inherited: 0\n/);
  });

  test('the environment is not the host’s', async () => {
    const { out } = await attempt(own.box, { argv: ['/usr/bin/env'], env: { EXTRA: '1' } });
    assert.deepEqual(out.trim().split('\n').sort(), [
      'EXTRA=1',
      'HOME=/tmp',
      'LANG=C.UTF-8',
      'PATH=/usr/local/bin:/usr/bin:/bin',
      'TZ=UTC',
    ]);
  });

  test('programs are offered to the OOM killer, their runner is not', async () => {
    const score = await readFile('/proc/self/oom_score_adj', 'utf8');
    const argv = ['/bin/cat', '/proc/self/oom_score_adj'];
    for (const traced of [true, false])
      assert.equal((await attempt(own.box, { argv, traced })).out, '1000\n');
    const runners = descendants(process.pid).filter(({ name }) => name === 'runner');
    assert.ok(runners.length > 0);
    for (const { pid } of runners) assert.equal(await readFile(`/proc/${pid}/oom_score_adj`, 'utf8'), score);
  });

  test('the compile stage is over once a program ran', async () => {
    await assert.rejects(attempt(own.box, { stage: 'compile', argv: ['/bin/true'] }), {
      code: 'sandbox_refused',
    });
    await assert.rejects(own.box.put('late', ''), { code: 'sandbox_refused' });
  });

  test('a signal ends a run, the box works on', async () => {
    const reason = new Error('not wanted any more');
    const wish = new AbortController();
    const ended = assert.rejects(probe(['sleep', '60000'], {}, { signal: wish.signal }), reason);
    await until('the program runs', () => descendants(process.pid).some(({ name }) => name === 'probe'));
    wish.abort(reason);
    await ended;
    await assert.rejects(probe(['exit', '0'], {}, { signal: AbortSignal.abort(reason) }), reason);
    assert.equal((await probe(['exit', '0'])).exitCode, 0);
  });
});

describe('a sandbox', () => {
  test('leaves no process, group or folder, whatever its programs do when it is closed', async () => {
    const sandbox = await Sandbox.open({ home, boxes: 3 });
    const [one, two] = await Promise.all([sandbox.box(), sandbox.box()]);
    const own = new Set([join(one.scratch, '..'), join(two.scratch, '..')]);
    assert.equal(own.size, 1);
    const argv = ['/bin/sh', '-c', 'sleep 1000 & sleep 1000'];
    const running = Promise.allSettled([attempt(one, { argv }), attempt(two, { stage: 'compile', argv })]);
    const name = [...own][0]?.split('/').at(-1) ?? '';
    const processes = descendants(process.pid);
    assert.ok(processes.length >= 7, 'a launcher, three boxes, and what is in them');
    await Promise.all([sandbox.close(), sandbox.close()]);
    const reasons = (await running).map((run) => (run.status === 'rejected' ? run.reason.code : run.value));
    assert.deepEqual(reasons, ['sandbox_gone', 'sandbox_gone']);
    assert.deepEqual(
      processes.filter(({ pid, start }) => startOf(pid) === start),
      [],
    );
    for (const parent of parentFolders(findGroupParents())) assert.ok(!readdirSync(parent).includes(name));
    assert.ok(!readdirSync(join(home, 'sandbox')).includes(name));
  });

  test('ends when its process is killed, and the next one finds nothing left', async () => {
    const code = `
      import { Sandbox } from './index.ts';
      const sandbox = await Sandbox.open({ home: ${JSON.stringify(home)}, boxes: 2 });
      const box = await sandbox.box();
      console.log(box.scratch);
      const limits = ${JSON.stringify(roomy)};
      await box.run({ stage: 'run', argv: ['/bin/sleep', '1000'], stdin: null, stdout: null, stderr: null, limits });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [scratch] = await once(child.stdout, 'data');
    const name = join(String(scratch).trim(), '..').split('/').at(-1) ?? '';
    const tree = () => descendants(child.pid ?? 0);
    await until('the program runs', () => tree().some(({ name }) => name === 'sleep'));
    const processes = tree();
    child.kill('SIGKILL');
    await once(child, 'close');
    await until('all has ended', () => processes.every(({ pid, start }) => startOf(pid) !== start));
    for (const parent of parentFolders(findGroupParents())) assert.ok(!readdirSync(parent).includes(name));
    await using _next = await Sandbox.open({ home, boxes: 1 });
    assert.ok(!readdirSync(join(home, 'sandbox')).includes(name));
  });

  test('a launcher that was killed is replaced for the boxes to come', async () => {
    await using sandbox = await Sandbox.open({ home, boxes: 1 });
    await using box = await sandbox.box();
    const running = attempt(box, { argv: ['/bin/sleep', '1000'] });
    const launcher = descendants(process.pid).find(({ name }) => name === 'launcher');
    process.kill(launcher?.pid ?? 0, 'SIGKILL');
    await assert.rejects(running, { code: 'sandbox_gone' });
    const nexts = await until('the end is seen', () =>
      Promise.all([1, 2].map(() => sandbox.box().then((next) => usable(next)))).catch(() => null),
    );
    assert.deepEqual(nexts, [0, 0]);
  });

  test('boxes that are killed, all at once even, are replaced by the same launcher', async () => {
    await using sandbox = await Sandbox.open({ home, boxes: 4 });
    const launcher = descendants(process.pid).find(({ name }) => name === 'launcher') ?? assert.fail();
    const boxes = () => descendants(launcher.pid).filter(({ parent }) => parent === launcher.pid);
    for (let round = 0; round < 3; round++) {
      await using busy = await sandbox.box();
      const lost = assert.rejects(attempt(busy, { argv: ['/bin/sleep', '1000'] }), { code: 'sandbox_gone' });
      await until('the program runs', () => descendants(launcher.pid).some(({ name }) => name === 'sleep'));
      for (const { pid } of boxes()) killIfThere(pid);
      await lost;
      assert.deepEqual(await Promise.all([1, 2, 3].map(async () => usable(await sandbox.box()))), [0, 0, 0]);
    }
    assert.equal(startOf(launcher.pid), launcher.start);
  });

  test('boxes are separate and many can wait their turn', async () => {
    await using sandbox = await Sandbox.open({ home, boxes: 2 });
    const argv = ['/bin/sh', '-c', 'ls /work; echo mine > /work/mine'];
    const outs = await Promise.all(
      Array.from({ length: 8 }, async () => {
        await using box = await sandbox.box();
        return (await attempt(box, { stage: 'compile', argv })).out;
      }),
    );
    assert.deepEqual(outs, Array(8).fill(''));
  });

  test('waiting for a box can be given up', async () => {
    await using sandbox = await Sandbox.open({ home, boxes: 1 });
    const only = await sandbox.box();
    // Nothing tells that somebody stands in line: a moment in which it can come there.
    await assert.rejects(sandbox.box(AbortSignal.timeout(50)), { name: 'TimeoutError' });
    await only.close();
    assert.equal(await usable(await sandbox.box()), 0, 'the next one gets it');
  });
});

/** Another may just have ended it. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function usable(box: Box): Promise<number | null> {
  await using own = box;
  return (await attempt(own, { argv: ['/bin/true'] })).exitCode;
}
