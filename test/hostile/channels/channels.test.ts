import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Box, Sandbox } from '@gavel/sandbox';
import { slowness, until } from '@gavel/test-support';

const home = process.env.GAVEL_TEST_HOME ?? join(import.meta.dirname, '../../../.gavel');
const limits = {
  ...{ cpuMs: 30_000 * slowness, wallMs: 120_000 * slowness },
  ...{ memoryKiB: 1 << 18, outputBytes: 1 << 20, processes: 64 },
};
const source = await readFile(join(import.meta.dirname, 'channels.c'), 'utf8');
const names = [...source.matchAll(/\{"([\w-]+)", \w+, \w+\}/g)].map(([, name = '']) => name);

describe('two runs cannot pass a bit', () => {
  let folder: string;
  let sandbox: Sandbox;
  let one: Box;
  let two: Box;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gavel-channels-'));
    await writeFile(join(folder, 'input'), 'one file for all\n');
    sandbox = await Sandbox.open({ home, boxes: 3 });
    [one, two] = await Promise.all([sandbox.box(), sandbox.box()]);
    await Promise.all([one, two].map(compile));
  });
  after(async () => {
    await Promise.all([one?.close(), two?.close()]);
    await sandbox?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function compile(box: Box): Promise<void> {
    await box.put('channels.c', source);
    const stderr = join(box.scratch, 'err');
    const argv = ['/usr/bin/gcc', '-O1', '-w', '-o', 'channels', 'channels.c'];
    const result = await box.run({ stage: 'compile', argv, stdin: null, stdout: null, stderr, limits });
    assert.equal(result.exitCode, 0, await readFile(stderr, 'utf8'));
  }

  const run = (box: Box, name: string, role: string, signal?: AbortSignal) =>
    box.run({
      stage: 'run',
      argv: ['/work/channels', name, role],
      stdin: join(folder, 'input'),
      stdout: join(box.scratch, role),
      stderr: null,
      limits,
      ...(signal && { signal }),
    });

  async function look(box: Box, name: string): Promise<string> {
    const result = await run(box, name, 'look');
    assert.equal(result.outcome, 'exited', JSON.stringify(result));
    const seen = await readFile(join(box.scratch, 'look'), 'utf8');
    assert.notEqual(seen, '');
    return seen;
  }

  assert.ok(names.length > 20);
  for (const name of names) {
    test(`${name}, one after the other`, async () => {
      const before = await look(one, name);
      assert.equal((await run(one, name, 'send')).outcome, 'exited');
      assert.equal(await look(one, name), before);
    });

    test(`${name}, side by side`, async () => {
      const before = await look(two, name);
      const stop = new AbortController();
      await rm(join(one.scratch, 'hold'), { force: true });
      const holding = run(one, name, 'hold', stop.signal);
      await until('it is sent', () => readFile(join(one.scratch, 'hold'), 'utf8').catch(() => ''));
      const beside = await look(two, name);
      stop.abort();
      await assert.rejects(holding, { name: 'AbortError' });
      assert.equal(beside, before);
    });
  }
});
