import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type Command, startServer } from './child.ts';

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

test('a server that is abandoned while it starts ends', async () => {
  const abandon = new AbortController();
  const command: Command = { name: 'x', argv: ['sleep', '600'], stopSignal: 'SIGTERM', readyLine: 'ready' };
  const start = startServer(command, abandon.signal);
  abandon.abort();
  await assert.rejects(start, { message: 'x ended with SIGTERM instead of starting' });
  await assert.rejects(startServer(command, abandon.signal), { name: 'AbortError' });
});
