import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from '../../log.ts';
import { Supervised } from './supervised.ts';

test('one that is stopped while it is started again is no failure', async (t) => {
  const log = createLog('test', 'silent');
  const failures = t.mock.method(log, 'error');
  const again = Promise.withResolvers<void>();
  let starts = 0;
  const server = new Supervised(
    'x',
    async (abandon) => {
      if (++starts === 1) return { pid: 1, exited: Promise.resolve(), stop: async () => {} };
      again.resolve();
      return new Promise((_, reject) => abandon.addEventListener('abort', () => reject(abandon.reason)));
    },
    log,
  );
  await server.start();
  await again.promise;
  await server.stop();
  assert.equal(failures.mock.callCount(), 0);
});
