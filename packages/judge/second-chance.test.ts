import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunResult } from '@gavel/sandbox';
import { withSecondChance } from './second-chance.ts';

const exited: RunResult = {
  outcome: 'exited',
  limit: null,
  exitCode: 0,
  signal: null,
  cpuMs: 0,
  wallMs: 0,
  memoryKiB: 0,
  outputBytes: 0,
  leftovers: 0,
  survivors: 0,
};
const stopped: RunResult = { ...exited, outcome: 'limit', limit: 'cpu', signal: 'SIGKILL', exitCode: null };

/** CPU times of the runs, one after the other; above 110 a run is stopped. */
const cases: [string, number[], { runs: number; limit: RunResult['limit']; cpuMs: number }][] = [
  ['within the limit', [99, 1], { runs: 1, limit: null, cpuMs: 99 }],
  ['just the limit', [100, 1], { runs: 1, limit: null, cpuMs: 100 }],
  ['missed by little, then met', [101, 98], { runs: 2, limit: null, cpuMs: 98 }],
  ['missed by little twice', [101, 109], { runs: 2, limit: 'cpu', cpuMs: 109 }],
  ['missed by little, then by much', [105, 130], { runs: 2, limit: 'cpu', cpuMs: 130 }],
  ['missed by much', [130, 1], { runs: 1, limit: 'cpu', cpuMs: 130 }],
];
for (const [name, times, { runs, limit, cpuMs }] of cases)
  test(`a CPU limit ${name}: ${runs} run(s)`, async () => {
    let count = 0;
    const result = await withSecondChance(100, async (allowed) => {
      assert.equal(allowed, 110);
      const used = times[count++] ?? assert.fail('a run too many');
      return { ...(used > allowed ? stopped : exited), cpuMs: used };
    });
    assert.equal(count, runs);
    assert.partialDeepStrictEqual(result, { limit, cpuMs, outcome: limit ? 'limit' : 'exited' });
  });

test('other limits are final', async () => {
  let count = 0;
  const result = await withSecondChance(100, async () => {
    count += 1;
    return { ...stopped, limit: 'memory', cpuMs: 105 };
  });
  assert.equal(count, 1);
  assert.equal(result.limit, 'memory');
});
