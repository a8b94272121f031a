import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { type Box, type Limits, type RunRequest, type RunResult, Sandbox } from './index.ts';

/** The checkout's own data folder: its build of the C parts is used again from test to test. */
export const home = process.env.GAVEL_HOME ?? join(import.meta.dirname, '../../.gavel');

export const roomy: Limits = {
  cpuMs: 20_000,
  wallMs: 60_000,
  memoryKiB: 1024 * 1024,
  outputBytes: 1_000_000,
  processes: 64,
};

/** For the tests of the `describe` that calls it: a sandbox of so many boxes, one of them with the probe in it. */
export function useProbe(boxes: number) {
  const own = {} as { sandbox: Sandbox; box: Box };
  before(async () => {
    own.sandbox = await Sandbox.open({ home, boxes });
    own.box = await openProbeBox(own.sandbox);
  });
  after(async () => {
    await own.box?.close();
    await own.sandbox?.close();
  });
  return {
    own,
    probe: (args: string[], limits: Partial<Limits> = {}, more: Partial<RunRequest> = {}) =>
      probe(own.box, args, limits, more),
  };
}

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

type Process = { pid: number; name: string; parent: number; start: string };

/** Processes that come from this one, at whatever remove. */
export function descendants(root: number): Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processOf(Number(name)) ?? []);
  const found: Process[] = [];
  const visit = (parent: number) => {
    for (const process of all.filter((candidate) => candidate.parent === parent)) {
      found.push(process);
      visit(process.pid);
    }
  };
  visit(root);
  return found;
}

export function startOf(pid: number): string | undefined {
  return processOf(pid)?.start;
}

function processOf(pid: number): Process | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const end = text.lastIndexOf(')');
    const fields = text.slice(end + 2).split(' ');
    return {
      pid,
      name: text.slice(text.indexOf('(') + 1, end),
      parent: Number(fields[1]),
      start: fields[19] ?? '',
    };
  } catch {
    // It has ended.
    return undefined;
  }
}
