import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findCommand, requirements } from './requirements.ts';

const MAIN = join(import.meta.dirname, '../main.ts');

/** Runs a gavel command where PATH leads nowhere: nothing is installed, and nothing can be. */
async function onBareMachine(
  command: string,
  more: NodeJS.ProcessEnv = {},
): Promise<{ code: number; output: string }> {
  const home = await mkdtemp(join(tmpdir(), 'gavel-bare-'));
  try {
    return await new Promise((resolve) => {
      const env = { PATH: '/nowhere', GAVEL_HOME: home, ...more };
      execFile(process.execPath, [MAIN, command], { env }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
      );
    });
  } finally {
    await rm(home, { recursive: true });
  }
}

test('what cannot be installed is named, with the packages to install, and the start stops', async () => {
  const { code, output } = await onBareMachine('up');
  assert.equal(code, 1);
  assert.match(output, /redis-server or valkey-server/);
  assert.match(output, /bwrap/);
  assert.match(output, /apt-get install -y .*redis-server.*bubblewrap/);
  assert.doesNotMatch(output, /\n\s+at /, 'no stack: it is for people');
});

test('doctor names what is missing, each with its cure, and fails', async () => {
  const { code, output } = await onBareMachine('doctor', { GAVEL_SLOTS: '1' });
  assert.equal(code, 1);
  assert.match(output, /✗ redis-server or valkey-server: missing/);
  assert.match(output, /apt-get install -y redis-server/);
  assert.doesNotMatch(output, /Memory/);
});

test('doctor warns of more slots than the memory is good for', async () => {
  const { output } = await onBareMachine('doctor', { GAVEL_SLOTS: '256' });
  assert.match(output, /! Memory: \d+\.\d GiB for 256 slots, .* set GAVEL_SLOTS/);
});

test('with REDIS_URL no Redis is needed, without a browser none', () => {
  const names = requirements({ privateRedis: false, judging: true, browser: false }).map(
    (each) => each.debianPackage,
  );
  assert.ok(!names.includes('redis-server') && !names.includes('chromium') && names.includes('bubblewrap'));
});

test('a command is found on PATH or by its full path', () => {
  assert.equal(findCommand(['no-such-program', 'sh'], '/bin'), '/bin/sh');
  assert.equal(findCommand(['/bin/sh'], ''), '/bin/sh');
  assert.equal(findCommand(['no-such-program'], '/bin'), undefined);
});
