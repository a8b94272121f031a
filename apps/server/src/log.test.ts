import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

test('a logged error has its message, code and stack, and nothing of the client it came from', async () => {
  const code = `
    const { createLog } = await import(${JSON.stringify(join(import.meta.dirname, 'log.ts'))});
    const error = Object.assign(new Error('gone'), { code: '57P01', client: { secretKey: 12345678 } });
    createLog('test', 'info').error({ err: error }, 'it failed');`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
  const { err, msg } = JSON.parse(stdout);
  assert.equal(msg, 'it failed');
  assert.partialDeepStrictEqual(err, { type: 'Error', message: 'gone', code: '57P01' });
  assert.match(err.stack, /^Error: gone\n/);
  assert.doesNotMatch(stdout, /client|12345678/);
});
