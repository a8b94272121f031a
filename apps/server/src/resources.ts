import type { Cache } from '@gavel/cache';
import { Publisher } from '@gavel/live';
import { Queue } from '@gavel/queue';
import { connectLasting, createRedisClient, type RedisClient } from '@gavel/redis-link';
import { openStore, type Store, type StoreTransaction } from '@gavel/store';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { serverAddresses } from './addresses.ts';
import { openCache } from './cache.ts';
import { QUEUE_NAME } from './job.ts';
import { createLog } from './log.ts';
import type { Settings } from './settings.ts';
import { StandingsBell } from './standings-bell.ts';

const REDIS_TIMEOUT_MS = 1_000;

/** What every role works with. Nothing waits for Redis or Postgres to be there: each use fails or works by itself. */
export interface Resources extends AsyncDisposable {
  readonly settings: Settings;
  readonly log: Logger;
  readonly redisUrl: string;
  readonly store: Store;
  readonly redis: RedisClient;
  readonly queue: Queue;
  readonly publisher: Publisher;
  readonly cache: Cache<StoreTransaction>;
  readonly bell: StandingsBell;
  /** What `/metrics` shows. */
  readonly registry: Registry;
}

export function openResources(role: string, settings: Settings): Resources {
  const { redisUrl, databaseUrl } = serverAddresses(settings);
  const log = createLog(role, settings.logLevel);
  const onError = (error: Error) => log.warn({ err: error }, 'Redis');
  // Rejects at once while Redis is away instead of keeping commands for later, and never stops trying to connect.
  const redis = createRedisClient(redisUrl, { onError, commandTimeoutMs: REDIS_TIMEOUT_MS });
  const closing = new AbortController();
  void connectLasting(redis, closing.signal);
  const store = openStore(databaseUrl, {
    poolSize: 20,
    onConnectionError: (error) => log.warn({ err: error }, 'Postgres'),
  });
  const queue = new Queue({ url: redisUrl, name: QUEUE_NAME, onError });
  const publisher = new Publisher({ url: redisUrl, onError });
  const cache = openCache(redisUrl, store, log);
  const bell = new StandingsBell({ redis, publisher, log });
  const registry = new Registry();
  return {
    ...{ settings, log, redisUrl, store, redis, queue, publisher, cache, bell, registry },
    async [Symbol.asyncDispose]() {
      await bell.close();
      queue.close();
      publisher.close();
      await cache.close();
      closing.abort();
      redis.destroy();
      await store.close();
    },
  };
}
