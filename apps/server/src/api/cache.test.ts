import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ADMIN_TOKEN, call, newUser, putSum, startTestApi } from './fixture.ts';

const api = await startTestApi();
after(api.close);

test('an admin sees what is cached, in numbers, and clears it', async () => {
  await putSum(api);
  const problem = () => call(api, null, 'GET /api/v1/problems/sum');
  const counted = async () => {
    const { body } = await call(api, ADMIN_TOKEN, 'GET /api/v1/cache');
    return body.find((each: { name: string }) => each.name === 'problem');
  };
  await problem();
  await problem();
  const { order, hits, misses, loads, invalidations } = await counted();
  assert.deepEqual([order, hits, misses, loads, invalidations], ['invalidate-first', 1, 1, 1, 1]);
  const metrics = await call(api, null, 'GET /metrics');
  assert.match(metrics.body, /gavel_cache_total\{resource="problem",what="hits"\} 1/);

  const cleared = await call(api, ADMIN_TOKEN, 'DELETE /api/v1/cache/problem');
  assert.deepEqual([cleared.status, cleared.body], [200, { cleared: 1 }]);
  await problem();
  assert.equal((await counted()).loads, 2);
  assert.equal((await call(api, ADMIN_TOKEN, 'DELETE /api/v1/cache/nothing')).status, 404);
});

test('others may not', async () => {
  const { token } = await newUser(api);
  assert.equal((await call(api, token, 'GET /api/v1/cache')).status, 403);
  assert.equal((await call(api, token, 'DELETE /api/v1/cache/problem')).status, 403);
  assert.equal((await call(api, null, 'GET /api/v1/cache')).status, 401);
});
