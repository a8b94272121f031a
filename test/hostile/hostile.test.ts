import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { detectLanguages, judge, openJudgeSandbox, type RunOutcome, runOnce } from '@gavel/judge';
import type { Sandbox } from '@gavel/sandbox';
import { slowness } from '@gavel/test-support';
import { Host, ownedByBoxes, tracesOf } from './host.ts';
import { type HostileProgram, readPrograms } from './programs.ts';

/** Programs at once: more than there are processors, for many of them sleep. */
const slots = 4;

const home = process.env.GAVEL_TEST_HOME ?? join(import.meta.dirname, '../../.gavel');
const installed = new Set((await detectLanguages()).map(({ id }) => id));
const programs = readPrograms();

let host: Host;
let sandbox: Sandbox;
/** The sandbox's name on the machine. */
let name: string;

before(async () => {
  host = await Host.make();
  const others = new Set(sandboxes());
  sandbox = await openJudgeSandbox({ home, boxes: slots + 1 });
  name = sandboxes().find((each) => !others.has(each) && each.startsWith(`gavel-${process.pid}-`)) ?? '';
});
after(async () => {
  await sandbox?.close();
  await host?.[Symbol.asyncDispose]();
});

function sandboxes(): string[] {
  try {
    return readdirSync(join(home, 'sandbox'));
  } catch {
    // Before the first sandbox.
    return [];
  }
}

const knowledge = () =>
  [
    `canary ${host.canary}`,
    `answers ${host.answers}`,
    `sandbox ${join(home, 'sandbox', name)}`,
    `worker ${process.pid}`,
    `port ${host.port}`,
    '',
  ].join('\n');

describe('hostile programs', { concurrency: slots }, () => {
  for (const program of programs) {
    const skip = !installed.has(program.language) && `${program.language} is not installed`;
    test(`${program.name}: ${program.must}`, { skip }, () =>
      program.runs === 1 ? checkRun(program) : checkRuns(program),
    );
  }
});

async function checkRun(program: HostileProgram): Promise<void> {
  if (program.after !== null) await run(programs.find((each) => each.name === program.after) ?? program);
  const outcome = await run(program);
  const told = JSON.stringify(outcome);
  const held = outcome.status === 'OK' && outcome.stdout.split('\n').includes('held');
  assert.ok(
    program.want.includes(held ? 'held' : outcome.status),
    `wanted ${program.want.join(' or ')}: ${told}`,
  );
  assert.doesNotMatch(outcome.stdout, /^done: /m, told);
}

/** As a submission with several tests: each must find what the first found. */
async function checkRuns(program: HostileProgram): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gavel-hostile-runs-'));
  try {
    const [inputPath, answerPath] = [join(folder, 'in'), join(folder, 'ans')];
    await writeFile(inputPath, knowledge());
    await writeFile(answerPath, 'held\n');
    const test = { inputPath, answerPath };
    const tests = Array.from({ length: program.runs }, (_, at) => ({ ...test, name: String(at) }));
    const judgement = await judge(sandbox, { ...request(program), tests, keepGoing: true });
    const told = JSON.stringify(judgement);
    assert.equal(judgement.compile.ok, true, told);
    const wanted = program.want.includes('held') ? ['AC'] : program.want;
    for (const { verdict } of judgement.tests) assert.ok(wanted.includes(verdict), told);
    assert.equal(judgement.tests.length, program.runs, told);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function run(program: HostileProgram): Promise<RunOutcome> {
  const outcome = await runOnce(sandbox, { ...request(program), stdin: knowledge() });
  assert.ok(!JSON.stringify(outcome).includes(host.secret), `a secret of the host got out: ${program.name}`);
  return outcome;
}

function request({ source, language, limits, compileLimits }: HostileProgram) {
  return { source: source.replaceAll('@CANARY@', host.canary), language, limits, compileLimits };
}

describe('after all of them', () => {
  test('the same sandbox judges right', async () => {
    const right = { language: 'c', source: '#include <stdio.h>\nint main(void) { puts("held"); }' };
    const limits = { cpuMs: 10_000 * slowness, wallMs: 60_000 * slowness, memoryKiB: 65_536 };
    const outcomes = await Promise.all(
      Array.from({ length: 2 * slots }, () => runOnce(sandbox, { ...right, stdin: '', limits })),
    );
    for (const { status, stdout } of outcomes) assert.deepEqual([status, stdout], ['OK', 'held\n']);
  });

  test('what they left alive was killed, and nothing survived that', () => {
    const { runs, leftovers, survivors } = sandbox.counts;
    assert.ok(runs > programs.length && leftovers > 0, JSON.stringify(sandbox.counts));
    assert.equal(survivors, 0);
  });

  test('nothing on the host was read, changed or reached', async () => {
    assert.deepEqual(await host.damage(), []);
  });

  test('no process, mount, group or file is left', async () => {
    assert.ok(tracesOf(name, home).length > 0, 'the sandbox is seen while it is there');
    await sandbox.close();
    assert.deepEqual(tracesOf(name, home), []);
    assert.deepEqual(ownedByBoxes(), []);
  });
});
