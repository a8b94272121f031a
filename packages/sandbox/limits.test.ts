import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { slowness } from '@gavel/test-support';
import fc from 'fast-check';
import { findGroupParents } from './cgroups.ts';
import { type Limits, Sandbox } from './index.ts';
import { limitNumbers } from './limits.ts';
import { attempt, home, openProbeBox, probe as probeIn, roomy, useProbe } from './test-support.ts';

test('limits without sense are refused, and the message names the one', () => {
  const names = [
    'cpuMs',
    'wallMs',
    'memoryKiB',
    'outputBytes',
    'processes',
    'fileBytes',
    'writtenBytes',
    'openFiles',
  ];
  const senseless = fc.oneof(
    fc.integer({ max: 0 }),
    fc.double().filter((value) => !Number.isInteger(value)),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2 ** 41),
  );
  fc.assert(
    fc.property(fc.constantFrom(...names), senseless, (name, value) => {
      assert.throws(() => limitNumbers({ ...roomy, [name]: value }), {
        code: 'sandbox_limit_invalid',
        message: `the limit ${name} is ${value}; ${/it must be .*/.exec(messageOf({ [name]: value }))?.[0]}`,
      });
    }),
  );
  assert.match(messageOf({ wallMs: 0 }), /wallMs is 0; it must be a whole number of milliseconds from 1 to/);
});

function messageOf(limits: Partial<Limits>): string {
  try {
    limitNumbers({ ...roomy, ...limits });
    return 'accepted';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const parents = findGroupParents();

describe('limits', () => {
  const { own, probe } = useProbe(3);

  test('the CPU limit holds for all processes together', async () => {
    for (const [args, cpuMs] of [
      [['burn', '60000'], 200],
      [['spread'], 300],
    ] as const) {
      const overruns: number[] = [];
      // What one run is late by may be the machine's fault: the best of three.
      while (overruns.length < 3 && !overruns.some((ms) => ms <= 50)) {
        const result = await probe([...args], { cpuMs });
        assert.partialDeepStrictEqual(result, { outcome: 'limit', limit: 'cpu' });
        overruns.push(result.cpuMs - cpuMs);
      }
      assert.ok(Math.min(...overruns) <= 50 * slowness, `${args[0]} overran by ${overruns} ms`);
    }
  });

  test('sleeping ends at the wall limit and costs no CPU time', async () => {
    const wallMs = 1000 * slowness;
    const result = await probe(['sleep', '600000'], { wallMs });
    assert.partialDeepStrictEqual(result, { outcome: 'limit', limit: 'wall' });
    assert.ok(result.cpuMs < wallMs / 2, `${result.cpuMs} ms`);
  });

  test('memory over the limit is told as such, a crash is not', async () => {
    const hog = await probe(['memory', '200'], { memoryKiB: 65_536 });
    assert.partialDeepStrictEqual(hog, { outcome: 'limit', limit: 'memory' });
    const together = await probe(['together', '80'], { memoryKiB: 65_536 });
    assert.partialDeepStrictEqual(together, { limit: 'memory' });
    const crash = await probe(['signal', '11'], { memoryKiB: 65_536 });
    assert.partialDeepStrictEqual(crash, { outcome: 'signalled', signal: 'SIGSEGV', limit: null });
    const killed = await probe(['signal', '9'], { memoryKiB: 65_536 });
    assert.partialDeepStrictEqual(killed, { outcome: 'signalled', signal: 'SIGKILL', limit: null });
  });

  test('output without end is stopped; what is kept is within the limit', async () => {
    const result = await probe(['flood'], { outputBytes: 100_000 });
    assert.partialDeepStrictEqual(result, { outcome: 'limit', limit: 'output' });
    assert.equal(result.out.length, 100_000);
  });

  test('output may hold any byte', async () => {
    assert.equal((await probe(['nul'])).out, 'a\0b\n');
  });

  test('a fork bomb ends at a limit, and the box works on', async () => {
    const result = await probe(['bomb'], { cpuMs: 500, processes: 20 });
    assert.equal(result.outcome, 'limit');
    assert.equal((await probe(['exit', '0'])).exitCode, 0);
  });

  test('threads count as processes', async () => {
    const result = await probe(['threads'], { processes: 20 });
    assert.partialDeepStrictEqual(result, { outcome: 'limit', limit: 'processes', exitCode: 9 });
    assert.equal(result.out, '19\n');
  });

  test('one file has a bound', async () => {
    const refused = await probe(['file'], { fileBytes: 1 << 20 });
    assert.partialDeepStrictEqual(refused, { out: `${1 << 20}\n`, limit: null, exitCode: 0 });
    const ended = await probe(['file', '1'], { fileBytes: 1 << 20 });
    assert.partialDeepStrictEqual(ended, { outcome: 'limit', limit: 'file', signal: 'SIGXFSZ' });
  });

  test('all files together have a bound, wherever they lie', async () => {
    for (const writtenBytes of [1 << 20, 1 << 19]) {
      const result = await probe(['fill'], { writtenBytes });
      assert.partialDeepStrictEqual(result, { outcome: 'limit', limit: 'files', exitCode: 9 });
      assert.equal(result.out, `${writtenBytes}\n`);
    }
    assert.partialDeepStrictEqual(await probe(['fill']), { outcome: 'exited', exitCode: 0 });
  });

  test('what a compiler writes is bounded too, and does not count for the program', async () => {
    await using fresh = await own.sandbox.box();
    const script = 'head -c 300000 /dev/zero > /tmp/a; head -c 900000 /dev/zero > /work/b';
    const limits = { ...roomy, writtenBytes: 1 << 20 };
    const compile = await attempt(fresh, { stage: 'compile', argv: ['/bin/sh', '-c', script], limits });
    assert.partialDeepStrictEqual(compile, { outcome: 'limit', limit: 'files' });
    const run = await attempt(fresh, {
      argv: ['/bin/sh', '-c', 'head -c 900000 /dev/zero > /tmp/c'],
      limits,
    });
    assert.partialDeepStrictEqual(run, { outcome: 'exited', exitCode: 0 });
  });

  test('open files have a bound, and a program that fails for it is told', async () => {
    const all = (end: string, openFiles = 257, traced = true) =>
      probe(['descriptors', '10000', end], { openFiles }, { traced });
    const [told, refused] = ['descriptors', '254 Too many open files\n'];
    assert.partialDeepStrictEqual(await all('fail'), { limit: told, exitCode: 9, out: refused });
    assert.partialDeepStrictEqual(await all('crash'), { limit: told, signal: 'SIGSEGV', out: refused });
    assert.partialDeepStrictEqual(await all('close'), { limit: told, exitCode: 9, out: refused });
    assert.partialDeepStrictEqual(await all('thread'), { limit: told, exitCode: 9, out: refused });
    assert.partialDeepStrictEqual(await all('well'), { limit: null, exitCode: 0, out: refused });
    assert.partialDeepStrictEqual(await all('killed'), { limit: null, signal: 'SIGKILL' });
    assert.partialDeepStrictEqual(await all('fail', 257, false), { limit: null, exitCode: 9, out: refused });
    assert.equal((await all('fail', 3)).out, refused);
    assert.equal((await all('fail', 258)).out, '510 Too many open files\n');
  });

  test('one descriptor less than there may be is no limit met', async () => {
    for (const [openFiles, free] of [
      [257, 254],
      [513, 510],
      [1024, 1022],
    ] as const) {
      const few = await probe(['descriptors', String(free - 1), 'fail'], { openFiles });
      assert.partialDeepStrictEqual(few, { limit: null, exitCode: 9, out: `${free - 1} in use\n` });
      const last = await probe(['descriptors', String(free), 'fail'], { openFiles });
      assert.partialDeepStrictEqual(last, { limit: 'descriptors', out: `${free} in use\n` });
    }
  });

  test('signals and job control reach a program as ever', async () => {
    const shell = (script: string, wallMs = roomy.wallMs) =>
      attempt(own.box, { argv: ['/bin/bash', '-c', script], limits: { ...roomy, wallMs } });
    const trapped = await shell('trap "echo got" USR1; kill -USR1 $$; kill -CHLD $$; exit 4');
    assert.partialDeepStrictEqual(trapped, { exitCode: 4, out: 'got\n', limit: null });
    const untilStopped = 'until grep -q "^State:.[Tt]" /proc/$$/status; do :; done';
    const stopped = await shell(`(${untilStopped}; kill -CONT $$) & kill -STOP $$; wait; exit 5`);
    assert.partialDeepStrictEqual(stopped, { exitCode: 5, limit: null });
    assert.partialDeepStrictEqual(await shell('kill -STOP $$', 300 * slowness), { limit: 'wall' });
  });

  test('a neighbour that bombs or hogs does not show in the figures', async () => {
    await using other = await openProbeBox(own.sandbox);
    for (const args of [['bomb'], ['memory', '200']]) {
      const abort = new AbortController();
      const harm = (async () => {
        let harmed = 0;
        for (; !abort.signal.aborted; harmed += 1)
          await probeIn(other, args, { cpuMs: 300, processes: 32, memoryKiB: 65_536 });
        return harmed;
      })();
      const result = await probe(['account', 'forks']);
      abort.abort();
      assert.ok((await harm) > 0);
      assert.partialDeepStrictEqual(result, { outcome: 'exited', limit: null, exitCode: 0 });
      const [us = 0] = result.out.trim().split(' ').map(Number);
      assert.ok(
        Math.abs(result.cpuMs - us / 1000) <= Math.max(5, us / 20_000) * slowness,
        `${result.cpuMs} ms, ${us} us`,
      );
      assert.ok(result.memoryKiB < 4096, `${result.memoryKiB} KiB`);
    }
  });

  test('a large input goes by the worker, and is not memory of the program', async () => {
    const stdin = join(own.box.scratch, 'large');
    // Emulated machines are small, too.
    const size = slowness > 1 ? 2 ** 26 : 2 ** 30;
    await writeFile(stdin, '');
    await truncate(stdin, size);
    const before = process.memoryUsage().rss;
    // A machine that takes back what it thinks cold, at once and in part, may make the program read again.
    const shown: number[] = [];
    while (shown.length < 3 && !shown.some((kib) => kib < 4096)) {
      const result = await probe(['count'], { memoryKiB: 16_384, wallMs: 60_000 * slowness }, { stdin });
      assert.equal(result.out, `${size}\n`);
      shown.push(result.memoryKiB);
    }
    assert.ok(Math.min(...shown) < 4096, `${shown} KiB`);
    assert.ok(process.memoryUsage().rss - before < 2 ** 27);
  });

  const skip = parents.version === 'none' && parents.why;
  test('a program that is killed because the machine has no memory left has not passed its limit', {
    skip,
  }, async () => {
    assert.ok(parents.version !== 'none');
    const folder = parents.version === 'v1' ? parents.memory : parents.unified;
    const others = new Set(await readdir(folder));
    await using sandbox = await Sandbox.open({ home, boxes: 1 });
    const ours = (name: string) => name.startsWith(`gavel-${process.pid}-`) && !others.has(name);
    const group = (await readdir(folder)).find(ours) ?? assert.fail('it has no group');
    await using starved = await openProbeBox(sandbox);
    const roomyRun = (args: string[]) => probeIn(starved, args, { memoryKiB: 2 ** 20 });
    assert.equal((await roomyRun(['memory', '100'])).limit, null);
    await boundMemory(join(folder, group), 2 ** 26);
    await assert.rejects(roomyRun(['memory', '200']), { code: 'sandbox_out_of_memory' });
    assert.equal((await roomyRun(['exit', '3'])).exitCode, 3);
    const own = await probeIn(starved, ['memory', '200'], { memoryKiB: 2 ** 14 });
    assert.equal(own.limit, 'memory');
  });

  test('what cannot be executed is told, and costs nothing', async () => {
    const none = attempt(own.box, { argv: ['/work/none'] });
    await assert.rejects(none, {
      code: 'sandbox_refused',
      message: /\/work\/none cannot be executed: ENOENT/,
    });
    await assert.rejects(attempt(own.box, { argv: ['/work'] }), /\/work cannot be executed: EACCES/);
    await assert.rejects(attempt(own.box, { argv: ['/work/probe.c'] }), /cannot be executed: EACCES/);
    await assert.rejects(probe(['exit', '0'], { wallMs: 0 }), { code: 'sandbox_limit_invalid' });
    await assert.rejects(probe(['count'], {}, { stdin: '/none/such' }), {
      code: 'sandbox_refused',
      message: /ENOENT|No such file/,
    });
    assert.equal((await probe(['exit', '0'])).exitCode, 0);
  });
});

/** Of all boxes of a sandbox together, swap included. */
async function boundMemory(group: string, bytes: number): Promise<void> {
  const bounds: [string, number][] =
    parents.version === 'v1'
      ? [
          ['memory.limit_in_bytes', bytes],
          ['memory.memsw.limit_in_bytes', bytes],
        ]
      : [
          ['memory.max', bytes],
          ['memory.swap.max', 0],
        ];
  for (const [file, value] of bounds)
    if (existsSync(join(group, file))) await writeFile(join(group, file), String(value));
}
