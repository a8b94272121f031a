import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createTestDatabase, freePort, startTestRedis, until } from '@gavel/test-support';
import WebSocket from 'ws';
import { openResources } from './resources.ts';
import { startServer } from './server.ts';
import { readSettings } from './settings.ts';

const [database, redis, port, home] = await Promise.all([
  createTestDatabase(),
  startTestRedis(),
  freePort(),
  mkdtemp(join(tmpdir(), 'gavel-server-')),
]);
const settingsOf = (more: NodeJS.ProcessEnv) =>
  readSettings({
    REDIS_URL: redis.url,
    DATABASE_URL: database.url,
    GAVEL_HOME: home,
    GAVEL_PORT: String(port),
    GAVEL_AUTH_SECRET: 's'.repeat(32),
    GAVEL_ADMIN_TOKEN: 'admin-token-of-tests',
    GAVEL_LOG: 'silent',
    ...more,
  });
const resources = openResources('gateway', settingsOf({}));
await resources.store.migrate();
const user = await resources.store.users.create({
  ...{ handle: 'ann', email: 'ann@x.test', role: 'user', passwordHash: null },
});
const { token } = await resources.store.tokens.create(user.id, 'test');
const gateway = await startServer(resources, ['gateway']);
const base = `http://127.0.0.1:${port}`;

after(async () => {
  await gateway.stop();
  await resources[Symbol.asyncDispose]();
  await Promise.all([database.drop(), redis.stop(), rm(home, { recursive: true })]);
});

const status = async (path: string) => (await fetch(base + path)).status;

test('a gateway of its own serves live messages and its own health, and nothing of the api', async () => {
  await until('ready', async () => (await status('/readyz')) === 200);
  assert.deepEqual([await status('/healthz'), await status('/metrics')], [200, 200]);
  for (const path of [
    '/',
    '/api/v1/problems',
    '/api/v1/openapi.json',
    '/api/auth/get-session',
    '/api/docs',
  ]) {
    const answer = await fetch(base + path, { headers: { accept: 'text/html' } });
    const { code } = (await answer.json()) as { code: string };
    assert.deepEqual([answer.status, code], [404, 'no-such-route'], path);
  }
  assert.equal(await status('/live/sse?channel=user:me'), 401);
});

test('two apis that start at once on a new database have one admin, for whom GAVEL_ADMIN_TOKEN stands', async (t) => {
  const printed: string[] = [];
  t.mock.method(console, 'log', (line: string) => void printed.push(line));
  const fresh = await createTestDatabase();
  // Where the web app is built already, if it ever was.
  const builds = process.env.GAVEL_TEST_HOME;
  const apis = [await freePort(), await freePort()].map((port) =>
    openResources(
      'api',
      settingsOf({ DATABASE_URL: fresh.url, GAVEL_PORT: String(port), GAVEL_HOME: builds }),
    ),
  );
  const running = await Promise.all(apis.map((means) => startServer(means, ['api'])));
  try {
    const headers = { authorization: 'Bearer admin-token-of-tests' };
    for (const { settings } of apis) {
      const me = await fetch(`http://127.0.0.1:${settings.port}/api/v1/me`, { headers });
      assert.equal(((await me.json()) as { role: string }).role, 'admin');
    }
    assert.equal(printed.length, 1);
    assert.match(String(printed), /^Sign in as admin with the password \S+ \(shown this once\)$/);
  } finally {
    for (const api of running) await api.stop();
    for (const means of apis) await means[Symbol.asyncDispose]();
    await fresh.drop();
  }
});

test('it stops whole while a stream comes back as often as it is ended', async () => {
  const leave = new AbortController();
  const comeBack = async () => {
    while (!leave.signal.aborted) {
      const url = `${base}/live/sse?channel=user:me&token=${token}`;
      const stream = await fetch(url, { signal: leave.signal });
      await stream.text();
    }
  };
  const coming = comeBack().catch((error: Error) => error);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live?token=${token}`);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('open', resolve));
  await gateway.stop();
  await closed;
  // Nobody listens there any more.
  assert.match(String((await coming) as Error), /fetch failed|terminated/);
  leave.abort();
});
