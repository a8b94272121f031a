import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { startServer } from './child.ts';

test('a server that cannot be started is one error for who starts it, and no other', async (t) => {
  const unhandled: unknown[] = [];
  const keep = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', keep);
  t.after(() => process.off('unhandledRejection', keep));
  const start = startServer({
    ...{ name: 'x', argv: ['/no/such/program'], stopSignal: 'SIGTERM', readyLine: 'ready' },
  });
  await assert.rejects(start, { code: 'ENOENT' });
  // Rejections that nobody has caught are told after the turn in which they came.
  await turn();
  assert.deepEqual(unhandled, []);
});
