import type { SubmissionSummary } from '@gavel/contract';
import { useQuery } from '@tanstack/react-query';
import { problemsQuery } from '../api/queries.ts';
import { useLanguageName } from '../api/useLanguageName.ts';
import { useNow } from '../ui/useNow.ts';
import { SubmissionRow } from './SubmissionRow.tsx';

/** `authors`: they are of several people. */
export function SubmissionTable(props: { items: readonly SubmissionSummary[]; authors?: boolean }) {
  const now = useNow();
  const languageName = useLanguageName();
  const titles = new Map((useQuery(problemsQuery).data ?? []).map(({ slug, title }) => [slug, title]));
  return (
    <div className="table-frame">
      <table className="table submission-table">
        <thead>
          <tr>
            <th>Problem</th>
            <th>Verdict</th>
            <th>Language</th>
            <th className="numeric">Time</th>
            <th className="numeric">Memory</th>
            <th className="numeric">Submitted</th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((item) => (
            <SubmissionRow
              key={item.id}
              item={item}
              title={titles.get(item.problem) ?? item.problem}
              language={languageName(item.language)}
              now={now}
              author={props.authors ? item.user.handle : undefined}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
