import type { ProblemPackage } from '@gavel/problem-package';
import type { Store } from '@gavel/store';
import { renderStatement } from './statement.ts';

/** Keeps a problem package under a name: a new problem, or the next revision of one. */
export function putPackage(
  store: Store,
  slug: string,
  problem: ProblemPackage,
  hidden?: boolean,
): Promise<{ created: boolean; revision: number }> {
  const { title, statementMarkdown, timeLimitMs, memoryLimitKiB, outputLimitBytes } = problem;
  const { difficulty, author, source, license, tests } = problem;
  return store.problems.put({
    ...{ slug, title, statementMarkdown, timeLimitMs, memoryLimitKiB, outputLimitBytes },
    ...{ difficulty, author, source, license, tests },
    ...(hidden !== undefined && { hidden }),
    statementHtml: renderStatement(statementMarkdown),
  });
}
