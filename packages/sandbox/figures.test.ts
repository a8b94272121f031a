import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { slowness } from '@gavel/test-support';
import { type Attempt, useProbe } from './test-support.ts';

describe('figures are those of the kernel', () => {
  const { probe } = useProbe(1);

  const ways = [
    'nothing',
    'forks',
    'threads',
    'sleeps',
    'waits busily',
    'calls the kernel',
    'maps',
    'allocates',
    'dies early',
  ];
  for (const how of ways)
    test(`of a program whose child ${how}`, async () => {
      // A machine under load may add to the end of one run: the best of three.
      const faults: string[] = [];
      for (let tries = 0; tries < 3 && faults.length === tries; tries += 1) {
        const run = await probe(['account', how]);
        assert.equal(run.exitCode, 0);
        const fault = compare(run);
        if (fault) faults.push(fault);
      }
      assert.ok(faults.length < 3, faults.join('\n'));
    });

  /** The program's last line: microseconds of CPU time and kibibytes of its largest process. */
  function compare({ out, cpuMs, wallMs, memoryKiB }: Attempt): string | null {
    const [us = 0, kib = 0] = out.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
    const told = `${cpuMs} ms, ${memoryKiB} KiB; the kernel says ${us} us, ${kib} KiB`;
    const cpuRight = Math.abs(cpuMs - us / 1000) <= Math.max(5, us / 20_000) * slowness;
    return cpuRight && Math.abs(memoryKiB - kib) <= 1024 && wallMs >= 0 ? null : told;
  }

  test('64 MiB are 64 MiB and what a program has before its first line', async () => {
    const none = (await probe(['exit', '0'])).memoryKiB;
    assert.ok(none < 2048, `${none} KiB`);
    for (const args of [
      ['memory', '64'],
      ['together', '64'],
    ]) {
      const { memoryKiB } = await probe(args);
      // Each core keeps up to 128 KiB that are charged already: several processes together may show a little less.
      assert.ok(memoryKiB >= 65_536 - 512 && memoryKiB <= 65_536 + 2048, `${args}: ${memoryKiB} KiB`);
    }
    const next = (await probe(['exit', '0'])).memoryKiB;
    assert.ok(next < 2048, `the next program is shown with ${next} KiB`);
  });

  test('a process that nobody waits for counts', async () => {
    const { cpuMs } = await probe(['forsake']);
    assert.ok(cpuMs >= 100, `${cpuMs} ms`);
  });

  test('wall time is what passes', async () => {
    const { wallMs, cpuMs } = await probe(['sleep', '300']);
    assert.ok(wallMs >= 300 && cpuMs < 100 * slowness, `${wallMs} ms, ${cpuMs} ms of CPU`);
  });
});
