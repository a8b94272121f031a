import type { RejudgingSummary } from '@gavel/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { RequireSignIn } from '../auth/RequireSignIn.tsx';
import { useRejudgingNews } from '../live/LiveProvider.tsx';
import { rejudgingsQuery } from '../rejudge/queries.ts';
import { RejudgeDialog } from '../rejudge/RejudgeDialog.tsx';
import { useSelectionWords } from '../rejudge/useSelectionWords.ts';
import { stateName } from '../rejudge/words.ts';
import { formatAgo } from '../ui/format.ts';
import { Paged } from '../ui/Paged.tsx';
import { Empty } from '../ui/states.tsx';
import { useNow } from '../ui/useNow.ts';
import { useTitle } from '../ui/useTitle.ts';
import '../rejudge/rejudge.css';

export function RejudgingsPage() {
  useTitle('Judging again');
  return (
    <div className="page">
      <RequireSignIn why="Only admins judge again.">
        {(me) =>
          me.role === 'admin' ? (
            <Sets />
          ) : (
            <Empty title="For admins" page>
              Only admins judge again.
            </Empty>
          )
        }
      </RequireSignIn>
    </div>
  );
}

function Sets() {
  useRejudgingNews();
  const pages = useInfiniteQuery(rejudgingsQuery);
  return (
    <>
      <div className="page-head">
        <h1>Judging again</h1>
        <RejudgeDialog label="Judge a problem again…" />
      </div>
      <Paged
        pages={pages}
        lines={4}
        empty={
          <Empty title="Nothing was judged again yet">
            <p>When a test or a limit was wrong, mend the problem and judge its submissions again here.</p>
          </Empty>
        }
      >
        {(items) => <SetTable items={items} />}
      </Paged>
    </>
  );
}

function SetTable({ items }: { items: readonly RejudgingSummary[] }) {
  const now = useNow();
  const words = useSelectionWords();
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th>What</th>
            <th>State</th>
            <th className="numeric narrow-hidden">Judged</th>
            <th className="numeric narrow-hidden">Made</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id} data-testid="rejudging-row">
              <td className="rejudge-reason">
                <Link to="/rejudgings/$id" params={{ id: item.id }}>
                  {words(item.selection)}
                </Link>
                <div className="field-hint">{item.reason}</div>
              </td>
              <td>
                <span className="rejudge-state" data-state={item.state}>
                  {stateName(item.state)}
                </span>
              </td>
              <td className="numeric narrow-hidden">
                {item.done} of {item.total}
              </td>
              <td className="numeric narrow-hidden">
                {formatAgo(item.createdAt, now)}
                <div className="field-hint">{item.createdBy.handle}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
