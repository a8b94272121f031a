import type { Cache } from '@gavel/cache';
import type { ProblemPackage } from '@gavel/problem-package';
import type { Store, StoreTransaction } from '@gavel/store';
import type { Cached } from '../cached.ts';
import { renderStatement } from './statement.ts';

interface Context {
  readonly store: Store;
  readonly cache: Cache<StoreTransaction>;
  readonly cached: Cached;
}

/** Keeps a problem package under a name: a new problem, or the next revision of one. */
export function putPackage(
  { store, cache, cached }: Context,
  slug: string,
  problem: ProblemPackage,
  hidden?: boolean,
): Promise<{ created: boolean; revision: number }> {
  const { title, statementMarkdown, timeLimitMs, memoryLimitKiB, outputLimitBytes } = problem;
  const { difficulty, author, source, license, tests, comparison, referee } = problem;
  const row = {
    ...{ slug, title, statementMarkdown, timeLimitMs, memoryLimitKiB, outputLimitBytes },
    ...{ difficulty, author, source, license, tests, comparison, referee },
    ...(hidden !== undefined && { hidden }),
    statementHtml: renderStatement(statementMarkdown),
  };
  const changes = [cached.problem.change(slug), cached.problems.change('all')];
  return cache.write(changes, (tx) => store.problems.put(row, tx));
}
