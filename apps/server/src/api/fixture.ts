import type { AddressInfo } from 'node:net';
import { Hub, Publisher } from '@gavel/live';
import { Queue } from '@gavel/queue';
import { openStore } from '@gavel/store';
import { createTestDatabase, startTestRedis } from '@gavel/test-support';
import { pino } from 'pino';
import { createClient, type RedisClientType } from 'redis';
import { LANGUAGES_KEY } from '../languages.ts';
import { buildApi, createAuth, ensureFirstAdmin } from './index.ts';

export const ADMIN_TOKEN = 'admin-token-of-tests';

/** An api that listens, on a Postgres database and a Redis of its own, with C++ and Python announced. */
export async function startTestApi({ maxWaiting = 20, signup = 'open' as 'open' | 'closed' } = {}) {
  const [database, redisServer] = await Promise.all([createTestDatabase(), startTestRedis()]);
  const log = pino({ level: process.env.GAVEL_LOG ?? 'silent' });
  const store = openStore(database.url, { poolSize: 8, onIdleError: (error) => log.debug(error) });
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
  const hub = new Hub({ url, onError });
  const languages = ['cpp', 'python'].map((id) => ({ id, name: id, version: '1' }));
  await redis.hSet(LANGUAGES_KEY, 'w1', JSON.stringify({ seenAt: Date.now(), languages }));

  const auth = createAuth({ store, secret: 's'.repeat(32), signup, adminToken: ADMIN_TOKEN, log });
  const firstAdmin = await ensureFirstAdmin(store);
  const settings = { maxWaiting };
  const api = await buildApi({ settings, log, store, redis, queue, publisher, hub, auth, webRoot: null });
  await api.listen({ host: '127.0.0.1', port: 0 });
  const base = `http://127.0.0.1:${(api.server.address() as AddressInfo).port}`;

  return {
    ...{ api, base, store, queue, publisher, redis: redisServer, database, firstAdmin, auth },
    async close() {
      await api.close();
      hub.close();
      publisher.close();
      queue.close();
      redis.destroy();
      await store.close();
      await Promise.all([database.drop(), redisServer.stop()]);
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
