import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Hub } from '@gavel/live';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Cached } from '../cached.ts';
import type { Languages } from '../languages.ts';
import type { Resources } from '../resources.ts';
import type { Settings } from '../settings.ts';
import type { Auth } from './auth.ts';
import type { CachedEvents } from './cached-events.ts';

/** What the api works with. Its owner opens and closes all of it. */
export interface ApiContext
  extends Pick<Resources, 'log' | 'store' | 'redis' | 'queue' | 'publisher' | 'cache' | 'bell' | 'registry'> {
  readonly settings: Pick<Settings, 'maxWaiting' | 'eventsOrder' | 'trustProxy'>;
  readonly hub: Hub;
  readonly auth: Auth;
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
