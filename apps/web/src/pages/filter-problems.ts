import type { ProblemSummary } from '@gavel/contract';
import type { ProblemsSearch } from '../search.ts';

/**
 * Easy to hard, then by title; what has no difficulty comes last. Every word of the text must be in the title or the slug;
 * a visitor's list has no status to filter by.
 */
export function filterProblems(
  problems: readonly ProblemSummary[],
  { q = '', status }: ProblemsSearch,
): ProblemSummary[] {
  const words = fold(q).split(/\s+/).filter(Boolean);
  const shown = problems.filter((problem) => {
    if (status && problem.own !== null && problem.own !== status) return false;
    const text = fold(`${problem.title} ${problem.slug}`);
    return words.every((word) => text.includes(word));
  });
  return shown.sort((a, b) => hardness(a) - hardness(b) || a.title.localeCompare(b.title));
}

const hardness = ({ difficulty }: ProblemSummary) => difficulty ?? Number.MAX_VALUE;

/** Without case and accents. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
