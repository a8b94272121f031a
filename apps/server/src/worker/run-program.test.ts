import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NewRun } from '@gavel/contract';
import { runLimits } from './run-program.ts';

test('a run may ask for less than the limits of the server, and never gets more', () => {
  const most = runLimits({});
  assert.deepEqual(runLimits({ cpuMs: 100, memoryKiB: 8 * 1024 }), {
    ...most,
    cpuMs: 100,
    memoryKiB: 8 * 1024,
  });
  const asked = { cpuMs: 15_000, wallMs: 30_000, memoryKiB: 1024 * 1024 };
  const { limits = {} } = NewRun.parse({ language: 'cpp', source: 'x', limits: asked });
  assert.deepEqual(runLimits(limits), most, 'the most that the contract lets anybody ask for');
});
