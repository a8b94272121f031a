import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestResult } from '@gavel/contract';
import { Hub, Publisher } from '@gavel/live';
import { Queue } from '@gavel/queue';
import { openStore } from '@gavel/store';
import { createTestDatabase, startTestRedis } from '@gavel/test-support';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createClient, type RedisClientType } from 'redis';
import { makeZip } from '../../../../packages/problem-package/zip-writer.fixture.ts';
import { openCache } from '../cache.ts';
import { LANGUAGES_KEY } from '../languages.ts';
import { StandingsBell } from '../standings-bell.ts';
import { buildApi, createAuth, ensureFirstAdmin } from './index.ts';

export const ADMIN_TOKEN = 'admin-token-of-tests';

/** An api that listens, on a Postgres database and a Redis of its own, with C++ and Python announced. */
export async function startTestApi({
  maxWaiting = 20,
  signup = 'open' as 'open' | 'closed',
  trustProxy = undefined as string | undefined,
} = {}) {
  const [database, redisServer] = await Promise.all([createTestDatabase(), startTestRedis()]);
  const log = pino({ level: process.env.GAVEL_LOG ?? 'silent' });
  const gate = await openGate(new URL(database.url));
  const store = openStore(gate.url, { poolSize: 8, onConnectionError: (error) => log.debug(error) });
  await store.migrate();
  const onError = (error: Error) => log.debug(error);
  const url = redisServer.url;
  const redis: RedisClientType = createClient({
    url,
    disableOfflineQueue: true,
    commandOptions: { timeout: 1_000 },
  });
  redis.on('error', onError);
  await redis.connect();
  const queue = new Queue({ url, name: 'judge', onError });
  const publisher = new Publisher({ url, onError });
  const cache = openCache(url, store, log);
  const hub = new Hub({ url, onError });
  const bell = new StandingsBell({ redis, publisher, log, delayMs: 50 });
  const languages = ['cpp', 'python'].map((id) => ({ id, name: id, version: '1' }));
  await redis.hSet(LANGUAGES_KEY, 'w1', JSON.stringify({ seenAt: Date.now(), languages }));

  const auth = createAuth({ store, secret: 's'.repeat(32), signup, adminToken: ADMIN_TOKEN, log });
  const firstAdmin = await ensureFirstAdmin(store);
  const settings = { maxWaiting, eventsOrder: 'invalidate-first', trustProxy } as const;
  const api = await buildApi({
    settings,
    log,
    store,
    redis,
    queue,
    publisher,
    cache,
    bell,
    hub,
    auth,
    registry: new Registry(),
    webRoot: null,
  });
  await api.listen({ host: '127.0.0.1', port: 0 });
  const base = `http://127.0.0.1:${(api.server.address() as AddressInfo).port}`;

  return {
    ...{
      api,
      base,
      gate,
      hub,
      store,
      cache,
      queue,
      publisher,
      bell,
      redis: redisServer,
      database,
      firstAdmin,
      auth,
    },
    async close() {
      await api.close();
      await bell.close();
      hub.close();
      publisher.close();
      await cache.close();
      queue.close();
      redis.destroy();
      await store.close();
      await gate.shut();
      await Promise.all([database.drop(), redisServer.stop()]);
    },
  };
}

/** A way to Postgres that a test can close and open again, without harm to other tests on the same server. */
async function openGate(target: URL) {
  const sockets = new Set<Socket>();
  const server = createServer((inner) => {
    const outer = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.once('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      // What breaks here is seen at the other end.
      from.on('error', () => to.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = new URL(target);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    async open() {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    async shut() {
      if (!server.listening) return;
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

export type TestApi = Awaited<ReturnType<typeof startTestApi>>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely, and a wrong look is a failed test.
  readonly body: any;
}

/** Calls the api as the owner of a token (null: nobody). Objects are sent as JSON, strings and bytes as they are. */
export async function call(
  { base }: { base: string },
  token: string | null,
  route: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const [method, path] = route.split(' ') as [string, string];
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(base + path, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: raw ? (body as string) : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: json && text ? JSON.parse(text) : text };
}

let users = 0;

export async function newUser(api: TestApi, role: 'user' | 'admin' = 'user') {
  const handle = `user${++users}`;
  const account = await api.store.users.create({
    handle,
    email: `${handle}@x.test`,
    role,
    passwordHash: null,
  });
  const { token } = await api.store.tokens.create(account.id, 'test');
  return { ...account, token };
}

/** What a worker finds of a test. */
export const passed: TestResult = {
  ...{ index: 1, name: 'sample/1', verdict: 'AC', cpuMs: 1, wallMs: 1, memoryKiB: 2, points: null },
  ...{ limit: null, exitCode: 0, signal: null, message: null },
};

/** A small problem: the sum of two numbers. */
export async function putSum(api: TestApi, slug = 'sum'): Promise<Answer> {
  return call(api, ADMIN_TOKEN, `PUT /api/v1/problems/${slug}`, sumPackage, {
    'content-type': 'application/zip',
  });
}

export const sumPackage = makeZip([
  { path: 'problem.yaml', data: 'name: Sum of two\nlimits:\n  memory: 64\n' },
  { path: 'problem_statement/problem.en.md', data: 'Print $a+b$.\n\n<script>alert(1)</script>\n' },
  { path: '.timelimit', data: '1' },
  { path: 'data/sample/1.in', data: '1 2\n' },
  { path: 'data/sample/1.ans', data: '3\n' },
  { path: 'data/secret/1.in', data: '2 2\n' },
  { path: 'data/secret/1.ans', data: '4\n' },
]);
