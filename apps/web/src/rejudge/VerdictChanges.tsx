import type { Rejudging } from '@gavel/contract';
import { VerdictBadge } from '../ui/VerdictBadge.tsx';

/** How many verdicts go from which to which, the most frequent first. */
export function VerdictChanges({ set }: { set: Rejudging }) {
  const different = set.pairs
    .filter(({ from, to }) => from !== to)
    .toSorted((one, other) => other.count - one.count);
  const same = set.pairs.filter(({ from, to }) => from === to).reduce((sum, pair) => sum + pair.count, 0);
  if (set.done === 0) return null;
  return (
    <ul className="rejudge-pairs numbers" aria-label="Changes" data-testid="rejudging-pairs">
      {different.map(({ from, to, count }) => (
        <li key={`${from}${to}`}>
          <VerdictBadge verdict={from} />
          <span className="rejudge-arrow" aria-hidden="true">
            →
          </span>
          <span className="visually-hidden">becomes</span>
          <VerdictBadge verdict={to} />
          <strong>{count}</strong>
        </li>
      ))}
      {same > 0 && (
        <li className="rejudge-same">
          Same verdict <strong>{same}</strong>
        </li>
      )}
      {set.kept > 0 && (
        <li
          className="rejudge-same"
          title="Judged since the set was made, or the judge failed: these keep the verdict they have"
        >
          Left alone <strong>{set.kept}</strong>
        </li>
      )}
    </ul>
  );
}
