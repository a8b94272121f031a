import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { slowness } from '@gavel/test-support';
import { build } from './build.ts';

const nobody = 65_534;
const root = process.getuid?.() === 0;

/** What an ordinary user without groups of its own finds; printed as JSON. */
const script = (home: string) => `
  import { inspect, Sandbox } from './index.ts';
  const home = ${JSON.stringify(home)};
  const { cgroups, unenforced } = await inspect();
  const refused = await Sandbox.open({ home, boxes: 1 }).catch((error) => error.code);
  await using sandbox = await Sandbox.open({ home, boxes: 1, acceptMissingLimits: true });
  await using box = await sandbox.box();
  const limits = { cpuMs: ${1000 * slowness}, wallMs: 60_000, memoryKiB: 65_536, outputBytes: 1000, processes: 64 };
  const io = { stdin: null, stdout: null, stderr: null };
  const run = (script, more) =>
    box.run({ stage: 'run', argv: ['/bin/sh', '-c', script], ...io, limits: { ...limits, ...more } });
  const runs = [
    await run('exit 3', {}),
    await run('while :; do :; done', {}),
    await run('sleep 1000', { wallMs: 300 }),
    await run('while :; do echo flood; done', {}),
    await run('sleep 1000 & exit 4', {}),
    await run('ls /tmp; exit 5', {}),
  ];
  console.log(JSON.stringify({ cgroups, flaws: unenforced.map(({ code }) => code), refused, runs }));`;

test('without cgroups it refuses, or keeps to what can be kept', {
  skip: !root && 'needs root to be another user',
}, async () => {
  const home = await mkdtemp(join(tmpdir(), 'gavel-unprivileged-'));
  try {
    await chown(home, nobody, nobody);
    const child = spawn(process.execPath, ['--input-type=module', '-e', script(home)], {
      cwd: import.meta.dirname,
      uid: nobody,
      gid: nobody,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
    const { cgroups, flaws, refused, runs } = JSON.parse(output);
    assert.equal(cgroups, 'none');
    assert.deepEqual(flaws, ['cgroups']);
    assert.equal(refused, 'sandbox_limits_unenforced');
    assert.partialDeepStrictEqual(runs, [
      { outcome: 'exited', exitCode: 3 },
      { outcome: 'limit', limit: 'cpu' },
      { outcome: 'limit', limit: 'wall' },
      { outcome: 'limit', limit: 'output' },
      { outcome: 'exited', exitCode: 4 },
      { outcome: 'exited', exitCode: 5 },
    ]);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});

test('a compiler that warns of what ours does not is no reason not to start', async () => {
  const home = await mkdtemp(join(tmpdir(), 'gavel-build-'));
  const { PATH } = process.env;
  try {
    const script = '#!/bin/sh\nexec /usr/bin/cc -Wpadded -Wunused-macros -Wswitch-default "$@"\n';
    await writeFile(join(home, 'cc'), script, { mode: 0o755 });
    process.env.PATH = `${home}:${PATH}`;
    await build(home);
  } finally {
    process.env.PATH = PATH;
    await rm(home, { recursive: true, force: true });
  }
});

test('a missing compiler is told, with the way to get it', async () => {
  const home = await mkdtemp(join(tmpdir(), 'gavel-build-'));
  const { PATH } = process.env;
  try {
    process.env.PATH = home;
    await assert.rejects(build(home), { code: 'sandbox_build_failed', message: /apt-get install gcc/ });
  } finally {
    process.env.PATH = PATH;
    await rm(home, { recursive: true, force: true });
  }
});

test('a missing bubblewrap is told before anything runs, with the way to get it', {
  skip: !root && 'needs root to cover a program',
}, async () => {
  const open = `
    import { Sandbox } from './index.ts';
    const error = await Sandbox.open({ home: '/nowhere', boxes: 1 }).catch((reason) => reason);
    console.log(error.code, error.message);`;
  const cover = 'mount --bind /dev/null /usr/bin/bwrap && exec "$@"';
  const node = [process.execPath, '--input-type=module', '-e', open];
  const { stdout } = await promisify(execFile)('unshare', ['--mount', 'sh', '-c', cover, 'sh', ...node], {
    cwd: import.meta.dirname,
  });
  assert.match(stdout, /^sandbox_unavailable bubblewrap is not installed \(apt-get install bubblewrap\)/);
});
