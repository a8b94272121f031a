import type { RejudgedSubmission, Rejudging } from '@gavel/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useLanguageName } from '../api/useLanguageName.ts';
import { formatMoment } from '../ui/format.ts';
import { Paged } from '../ui/Paged.tsx';
import { VerdictBadge } from '../ui/VerdictBadge.tsx';
import { rejudgedQuery } from './queries.ts';

/** The set's submissions, old verdict beside new. */
export function RejudgedTable({ set }: { set: Rejudging }) {
  const [onlyChanged, setOnlyChanged] = useState(true);
  const pages = useInfiniteQuery(rejudgedQuery(set, onlyChanged));
  return (
    <section className="rejudge-section" aria-labelledby="rejudged">
      <div className="rejudge-list-head">
        <h2 id="rejudged">Submissions</h2>
        <label>
          <input
            type="checkbox"
            checked={onlyChanged}
            onChange={({ target }) => setOnlyChanged(target.checked)}
          />
          Only what changes
        </label>
      </div>
      <Paged
        pages={pages}
        lines={4}
        empty={
          <p className="field-hint">
            {set.state === 'judging' ? 'No verdict has changed so far.' : 'No verdict changes.'}
          </p>
        }
      >
        {(items) => <Table items={items} showProblem={set.selection.problem === null} />}
      </Paged>
    </section>
  );
}

function Table({ items, showProblem }: { items: readonly RejudgedSubmission[]; showProblem: boolean }) {
  const languageName = useLanguageName();
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th>Author</th>
            {showProblem && <th>Problem</th>}
            <th className="narrow-hidden">Language</th>
            <th className="narrow-hidden">Submitted</th>
            <th>Verdict</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.submission} data-testid="rejudged-row">
              <td>
                <Link to="/submissions/$id" params={{ id: item.submission }}>
                  {item.user.handle}
                </Link>
              </td>
              {showProblem && <td>{item.problem}</td>}
              <td className="narrow-hidden">{languageName(item.language)}</td>
              <td className="narrow-hidden">
                <time dateTime={item.createdAt}>{formatMoment(item.createdAt)}</time>
              </td>
              <td>
                <Verdicts item={item} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Verdicts({ item: { from, to, kept, error } }: { item: RejudgedSubmission }) {
  return (
    <>
      <span className="rejudge-verdict-pair">
        {from ? <VerdictBadge verdict={from.verdict} /> : <span>Running</span>}
        <span className="rejudge-arrow" aria-hidden="true">
          →
        </span>
        <span className="visually-hidden">becomes</span>
        {to ? <VerdictBadge verdict={to.verdict} /> : <span className="progress-badge">Waits</span>}
      </span>
      {kept && <div className="field-hint">{error ?? 'Left alone: judged since'}</div>}
    </>
  );
}
