import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cache } from '@gavel/cache';
import type { Hub, Publisher } from '@gavel/live';
import type { Queue } from '@gavel/queue';
import type { RedisClient } from '@gavel/redis-link';
import type { Store, StoreTransaction } from '@gavel/store';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Cached } from '../cached.ts';
import type { Languages } from '../languages.ts';
import type { Settings } from '../settings.ts';
import type { StandingsBell } from '../standings-bell.ts';
import type { Auth } from './auth.ts';
import type { CachedEvents } from './cached-events.ts';

/** What the api works with. Its owner opens and closes all of it. */
export interface ApiContext {
  readonly settings: Pick<Settings, 'maxWaiting' | 'eventsOrder' | 'trustProxy'>;
  readonly log: Logger;
  readonly store: Store;
  readonly redis: RedisClient;
  readonly queue: Queue;
  readonly publisher: Publisher;
  readonly cache: Cache<StoreTransaction>;
  readonly bell: StandingsBell;
  readonly hub: Hub;
  readonly auth: Auth;
  /** What `/metrics` shows. */
  readonly registry: Registry;
  /** Folder of the built web app; null: it is served elsewhere. */
  readonly webRoot: string | null;
}

/** What routes work with. */
export interface RouteContext extends ApiContext {
  readonly events: CachedEvents;
  readonly languages: Languages;
  readonly cached: Cached;
  /** Aborted when the server stops: long answers end at once. */
  readonly stopping: AbortSignal;
}

export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;
