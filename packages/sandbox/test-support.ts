import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Box, Limits, RunRequest, RunResult, Sandbox } from './index.ts';

/** The checkout's own data folder: its build of the C parts is used again from test to test. */
export const home = process.env.GAVEL_HOME ?? join(import.meta.dirname, '../../.gavel');

export const roomy: Limits = {
  cpuMs: 20_000,
  wallMs: 60_000,
  memoryKiB: 1024 * 1024,
  outputBytes: 1_000_000,
  processes: 64,
};

/** A box with probe.c compiled in it. */
export async function openProbeBox(sandbox: Sandbox): Promise<Box> {
  const box = await sandbox.box();
  await box.put('probe.c', await readFile(join(import.meta.dirname, 'probe.c')));
  const argv = ['/usr/bin/gcc', '-O1', '-w', '-o', 'probe', 'probe.c'];
  const compiled = await attempt(box, { stage: 'compile', argv });
  assert.equal(compiled.exitCode, 0, compiled.err);
  return box;
}

export type Attempt = RunResult & { out: string; err: string };

export async function attempt(box: Box, request: Partial<RunRequest> & { argv: string[] }): Promise<Attempt> {
  const [stdout, stderr] = [join(box.scratch, 'out'), join(box.scratch, 'err')];
  const result = await box.run({ stage: 'run', stdin: null, stdout, stderr, limits: roomy, ...request });
  return { ...result, out: await readFile(stdout, 'utf8'), err: await readFile(stderr, 'utf8') };
}

export function probe(
  box: Box,
  args: string[],
  limits: Partial<Limits> = {},
  more: Partial<RunRequest> = {},
): Promise<Attempt> {
  return attempt(box, { argv: ['/work/probe', ...args], limits: { ...roomy, ...limits }, ...more });
}
