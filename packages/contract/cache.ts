import { z } from 'zod';
import { Milliseconds } from './primitives.ts';

/** What one server process has counted of a resource since it started. */
export const CachedResource = z
  .object({
    name: z.string(),
    order: z.enum(['invalidate-first', 'cache-first', 'database-first']),
    lifeMs: Milliseconds,
    hits: z.int(),
    misses: z.int(),
    loads: z.int().meta({ description: 'reads of the database' }),
    waits: z.int().meta({ description: 'misses that waited for another’s load' }),
    staleServed: z.int().meta({ description: 'past their life, while one reader refreshed' }),
    invalidations: z.int(),
    fillsRefused: z.int().meta({ description: 'loads not put because a writer had begun' }),
    bypasses: z.int().meta({ description: 'loads past the cache: a writer was busy, or Redis away' }),
    checks: z.int().meta({ description: 'hits compared with the database' }),
    differences: z.int(),
    oldestDifferenceMs: Milliseconds,
  })
  .meta({ id: 'CachedResource' });
export type CachedResource = z.infer<typeof CachedResource>;

export const ClearedResource = z.object({
  cleared: z.int().meta({ description: 'entries that were there' }),
});
