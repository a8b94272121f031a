import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePort } from '@gavel/test-support';
import { Registry } from 'prom-client';
import { call, newUser, putSum, startTestApi } from './api/fixture.ts';
import { Connections } from './gateway/connections.ts';
import { gatewayMetrics } from './gateway/metrics.ts';
import { checkoutRoot } from './paths.ts';
import { serveMetrics, workerMetrics } from './worker/metrics.ts';
import { sandboxMetrics } from './worker/sandbox-metrics.ts';

const api = await startTestApi();
after(api.close);
before(() => putSum(api));

const scrape = async () => (await call(api, null, 'GET /metrics')).body as string;

test('every api tells what the queue holds; while Redis is away it tells the rest', async () => {
  const { token } = await newUser(api);
  const solution = { problem: 'sum', language: 'cpp', source: 'int main(){}' };
  await call(api, token, 'POST /api/v1/submissions', solution);
  await api.queue.heartbeat('w', 3, []);
  await api.queue.pause('rejudge');
  const text = await scrape();
  for (const line of [
    'gavel_queue_jobs{state="waiting"} 1',
    'gavel_queue_depth{class="practice"} 1',
    'gavel_queue_paused{class="rejudge"} 1',
    'gavel_queue_workers 1',
    'gavel_queue_slots 3',
    'gavel_queue_leases_lost_total 0',
  ]) {
    assert.ok(text.includes(`${line}\n`), `${line} in:\n${text}`);
  }
  assert.equal(await scrape().then(queueLines), queueLines(text), 'a counter does not grow by being read');
  await api.redis.kill();
  const without = await scrape();
  await api.redis.start();
  assert.ok(without.includes('gavel_http_request_duration_seconds'));
  assert.ok(!without.includes('gavel_queue_jobs{'));
});

const queueLines = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('gavel_queue'))
    .join('\n');

test('a worker serves its own on a port, and nothing else', async () => {
  const registry = new Registry();
  const metrics = workerMetrics(registry);
  metrics.waited.observe(0.2);
  metrics.ended.inc({ kind: 'run', result: 'done' });
  const port = await freePort();
  const exporter = await serveMetrics(registry, '127.0.0.1', port);
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  assert.match(text, /^gavel_job_wait_seconds_bucket\{le="0.25"\} 1$/m);
  assert.match(text, /^gavel_jobs_total\{kind="run",result="done"\} 1$/m);
  assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 404);
  const broken = async () => Promise.reject(new Error('a gauge that cannot be read'));
  registry.metrics = broken;
  assert.equal((await fetch(`http://127.0.0.1:${port}/metrics`)).status, 500);
  await exporter.close();
});

test('docs/metrics.md tells every metric of ours, with its meaning', async () => {
  const page = await readFile(join(checkoutRoot, 'docs/metrics.md'), 'utf8');
  const [worker, gateway] = [new Registry(), new Registry()];
  workerMetrics(worker);
  sandboxMetrics(worker, { counts: { runs: 0, leftovers: 0, survivors: 0 } });
  const connections = new Connections(60_000, () => {});
  gatewayMetrics(connections, () => 0, gateway);
  connections.stop();
  const texts = [await scrape(), await worker.metrics(), await gateway.metrics()].join('\n');
  const helps = [...texts.matchAll(/^# HELP (gavel_\w+) (.*)$/gm)];
  assert.ok(helps.length > 10);
  for (const [, name, help] of helps) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\``));
    assert.ok(row, `${name} is missing`);
    assert.ok(row.includes(help as string), `the meaning of ${name} is another: ${help}`);
  }
});
