import type { PastVerdict } from '@gavel/contract';
import { formatMoment } from '../ui/format.ts';
import { VerdictBadge } from '../ui/VerdictBadge.tsx';
import './rejudge.css';

/** What a submission was before it was judged again. */
export function PastVerdicts({ past }: { past: readonly PastVerdict[] }) {
  return (
    <section className="rejudge-section" aria-labelledby="past-verdicts">
      <h2 id="past-verdicts">Earlier verdicts</h2>
      <ul className="rejudge-pairs">
        {past.map(({ attempt, verdict, replacedAt }) => (
          <li key={attempt}>
            <VerdictBadge verdict={verdict} />
            <span className="field-hint">
              until <time dateTime={replacedAt}>{formatMoment(replacedAt)}</time>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
