import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { compile, release } from './build.ts';
import { findBubblewrap } from './inspect.ts';

const run = promisify(execFile);
const seed = String(Math.floor(Math.random() * 1e9));

/** What runner-peer.c checks, in its order. */
const checks = [
  'programs',
  'descriptors',
  'leftovers',
  'traces',
  'malformed orders',
  'noise',
  'kills',
  'closed channel',
  'nonsense',
  'shut orders',
];

describe('the runner keeps to its protocol (native/wire.h)', () => {
  let folder: string;
  let peer: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gavel-runner-'));
    peer = join(folder, 'peer');
    await run('cc', ['-Wall', '-Wextra', '-Werror', '-o', peer, join(import.meta.dirname, 'runner-peer.c')]);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('no program has a warning', async () => {
    for (const name of ['launcher', 'runner'] as const)
      await compile(name, join(folder, 'strict'), [...release, '-Werror']);
  });

  test('as it is built for use', async () => {
    const runner = join(folder, 'runner');
    await compile('runner', runner);
    assert.deepEqual(await talk(runner), checks);
  });

  test('built with the sanitizers for addresses and undefined behaviour', async () => {
    const runner = join(folder, 'runner-checked');
    await compile('runner', runner, [
      '-g',
      '-O1',
      '-fsanitize=address,undefined',
      '-fno-sanitize-recover=all',
    ]);
    assert.deepEqual(await talk(runner), checks);
  });

  /** The names of the checks that held. What a sanitizer says comes over stderr, and fails the test. */
  async function talk(runner: string): Promise<string[]> {
    const bwrap = (await findBubblewrap())?.path ?? assert.fail('bubblewrap is not installed');
    const box = [
      ...['--unshare-user', '--unshare-pid', '--as-pid-1', '--die-with-parent', '--ro-bind', '/', '/'],
      ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/dev/shm', '--', runner, '/dev/shm', '/dev/shm'],
    ];
    // Looking for leaks needs ptrace, which a process that is not dumpable forbids.
    const env = { ...process.env, ASAN_OPTIONS: 'detect_leaks=0' };
    const { stdout, stderr } = await run(peer, [seed, bwrap, ...box], { env }).catch((error) => error);
    const lines = String(stdout).trim().split('\n');
    assert.equal(lines.at(-1), 'end', `seed ${seed}: ${stdout}${stderr}`);
    assert.equal(stderr, '', `seed ${seed}`);
    return lines.slice(0, -1).map((line) => line.replace(/^ok /, ''));
  }
});
