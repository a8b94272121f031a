import { CachedResource, ClearedResource } from '@gavel/contract';
import { Counter, type Registry } from 'prom-client';
import { z } from 'zod';
import type { Api, RouteContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { Guards } from '../guards.ts';
import { problemResponse } from '../respond.ts';

const tags = ['operation'];

/** What this process has counted of the cache, and clearing a resource of it for all processes. */
export function cacheRoutes(app: Api, { cache, registry }: RouteContext, guards: Guards): void {
  cacheMetrics(cache, registry);

  app.get(
    '/api/v1/cache',
    {
      onRequest: guards.admin,
      schema: {
        tags,
        summary: 'What is read through the cache (admin)',
        description:
          'Counted by the process that answers, since it started; `/metrics` has the same of each.',
        response: { 200: z.array(CachedResource), ...problemResponse },
      },
    },
    async () =>
      cache.stats().map(({ options: { name, order, lifeMs }, counters }) => ({
        ...{ name, order, lifeMs, ...counters },
        oldestDifferenceMs: Math.round(counters.oldestDifferenceMs),
      })),
  );

  app.delete(
    '/api/v1/cache/:resource',
    {
      onRequest: guards.admin,
      schema: {
        tags,
        summary: 'Clear a resource of the cache (admin)',
        params: z.object({ resource: z.string().max(64) }),
        response: { 200: ClearedResource, ...problemResponse },
      },
    },
    async ({ params: { resource } }) => {
      const cleared = await cache.clear(resource);
      if (cleared === null) throw new ApiError('not-found', `nothing is cached as "${resource}"`);
      return { cleared };
    },
  );
}

function cacheMetrics(cache: RouteContext['cache'], registry: Registry): void {
  new Counter({
    name: 'gavel_cache_total',
    help: 'What happened to reads and writes of each resource, by the names of /api/v1/cache',
    labelNames: ['resource', 'what'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { options, counters } of cache.stats()) {
        const { oldestDifferenceMs: _, ...counted } = counters;
        for (const [what, count] of Object.entries(counted))
          this.inc({ resource: options.name, what }, count);
      }
    },
  });
}
