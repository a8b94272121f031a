import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { sandboxMetrics } from './sandbox-metrics.ts';

test('the sandbox counts show as they are when somebody looks', async () => {
  const registry = new Registry();
  const counts = { runs: 1, leftovers: 0, survivors: 0 };
  sandboxMetrics(registry, { counts });
  counts.runs = 7;
  counts.leftovers = 3;
  for (const _ of [1, 2]) {
    const text = await registry.metrics();
    assert.match(text, /^gavel_sandbox_runs_total 7$/m);
    assert.match(text, /^gavel_sandbox_leftover_processes_total 3$/m);
    assert.match(text, /^gavel_sandbox_surviving_processes_total 0$/m);
  }
});
