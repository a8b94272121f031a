import type { Cache } from '@gavel/cache';
import type { ProblemContent, ProblemOutline, ProblemReads, Store, StoreTransaction } from '@gavel/store';

/** Milliseconds for putting a package: up to a gibibyte of test data is in its transaction. */
const PUT_MS = 3 * 60_000;

export type Cached = ReturnType<typeof declareCached>;

/**
 * What is read through the cache. What differs from user to user, or must be kept from some, is not here: it is read from
 * Postgres each time.
 */
export function declareCached(cache: Cache<StoreTransaction>) {
  const put = { writeMs: PUT_MS, withoutRedis: 'go-on' } as const;
  return {
    /** By slug. */
    problem: cache.resource<ProblemContent>({ name: 'problem', ...put }),
    /** `all` of them, without their statements. */
    problems: cache.resource<ProblemOutline[]>({ name: 'problems', ...put }),
    /** `all`: how many users have solved what. No write tells it: it may be some seconds behind. */
    solvers: cache.resource<Record<string, number>>({ name: 'solvers', lifeMs: 5_000, staleMs: 60_000 }),
  };
}

/** Problems through the cache. */
export function cachedProblems(
  { problem, problems, solvers }: Cached,
  { problems: { reads } }: Store,
): ProblemReads {
  return {
    outlines: async () => ((await problems.read('all', reads.outlines)) ?? []).map(whole),
    content: async (slug) => {
      const content = await problem.read(slug, () => reads.content(slug));
      return content && whole(content);
    },
    solvers: async () => (await solvers.read('all', reads.solvers)) ?? {},
  };
}

/** What an api of before this field has put does not have it; the schema of the answer asks for it. */
function whole<T extends { interactive: boolean }>(problem: T): T {
  return { ...problem, interactive: problem.interactive ?? false };
}
