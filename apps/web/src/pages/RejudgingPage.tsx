import type { Rejudging } from '@gavel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ApiError } from '../api/errors.ts';
import { http } from '../api/http.ts';
import { RequireSignIn } from '../auth/RequireSignIn.tsx';
import { PausedNotice } from '../judging/PausedNotice.tsx';
import { useRejudgingNews } from '../live/LiveProvider.tsx';
import { rejudgingQuery, rejudgingsQuery } from '../rejudge/queries.ts';
import { RejudgedTable } from '../rejudge/RejudgedTable.tsx';
import { useSelectionWords } from '../rejudge/useSelectionWords.ts';
import { VerdictChanges } from '../rejudge/VerdictChanges.tsx';
import { count, stateName } from '../rejudge/words.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { formatMoment } from '../ui/format.ts';
import { Empty, ErrorNotice, Skeleton } from '../ui/states.tsx';
import { useTitle } from '../ui/useTitle.ts';
import { NotFound } from './NotFound.tsx';
import '../rejudge/rejudge.css';

const route = getRouteApi('/rejudgings/$id');

export function RejudgingPage() {
  const { id } = route.useParams();
  useTitle('Judging again');
  return (
    <div className="page">
      <RequireSignIn why="Only admins judge again.">
        {(me) =>
          me.role === 'admin' ? (
            <RejudgingSet key={id} id={id} />
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

function RejudgingSet({ id }: { id: string }) {
  useRejudgingNews();
  const query = useQuery(rejudgingQuery(id));
  if (query.isPending) return <Skeleton lines={8} />;
  if (!query.data) {
    const { error } = query;
    const missing = error instanceof ApiError && (error.status === 404 || error.status === 400);
    return missing ? (
      <NotFound what="rejudging" />
    ) : (
      <ErrorNotice error={error} retry={() => void query.refetch()} />
    );
  }
  const set = query.data;
  return (
    <>
      <Head set={set} />
      {set.state === 'judging' && <PausedNotice of={['rejudge']} admin />}
      <section className="rejudge-panel" aria-label="Result">
        <Progress set={set} />
        <VerdictChanges set={set} />
        <Ending set={set} />
      </section>
      <RejudgedTable set={set} />
    </>
  );
}

function Head({ set }: { set: Rejudging }) {
  const words = useSelectionWords();
  return (
    <div className="page-head">
      <div>
        <h1>Judging again: {words(set.selection)}</h1>
        <p className="rejudge-reason">
          {set.reason}. By {set.createdBy.handle},{' '}
          <time dateTime={set.createdAt}>{formatMoment(set.createdAt)}</time>
        </p>
      </div>
      <Link to="/rejudgings" className="button">
        All sets
      </Link>
    </div>
  );
}

function Progress({ set }: { set: Rejudging }) {
  const { state, done, total } = set;
  return (
    <div className="rejudge-progress">
      <div className="rejudge-list-head numbers">
        <span className="rejudge-state" data-state={state} data-testid="rejudging-state">
          {stateName(state)}
        </span>
        <span>
          {done} of {count(total, 'submission', 'submissions')} judged again
        </span>
      </div>
      {state === 'judging' && <progress value={done} max={total} aria-label="Judged again" />}
      <p className="visually-hidden" role="status">
        {state === 'judging'
          ? `${Math.floor((done / total) * 4) * 25} percent judged again`
          : stateName(state)}
      </p>
    </div>
  );
}

/** Apply or drop, each asked for once more. */
function Ending({ set }: { set: Rejudging }) {
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: (how: 'apply' | 'cancel') =>
      http<Rejudging>(`/api/v1/rejudgings/${set.id}/${how}`, { method: 'POST' }),
    onSuccess: (ended) => {
      queries.setQueryData(rejudgingQuery(set.id).queryKey, ended);
      for (const queryKey of [
        rejudgingsQuery.queryKey,
        ['submission'],
        ['submissions'],
        ['problems'],
        ['me'],
      ]) {
        void queries.invalidateQueries({ queryKey });
      }
    },
  });
  const { state, changed } = set;
  if (state === 'applied' || state === 'cancelled') {
    return (
      <p>
        {state === 'applied'
          ? `${count(changed, 'verdict was', 'verdicts were')} changed`
          : 'The new verdicts were dropped'}
        {set.endedAt && <>, {formatMoment(set.endedAt)}</>}.
      </p>
    );
  }
  const changes = count(changed, 'verdict', 'verdicts');
  return (
    <>
      <div className="rejudge-actions">
        {state === 'judged' && (
          <ConfirmDialog
            label={changed > 0 ? `Apply ${changes}` : 'Close the set'}
            primary
            disabled={end.isPending}
            title={changed > 0 ? `Apply ${changes}?` : 'Close the set?'}
            action={changed > 0 ? 'Apply' : 'Close'}
            onConfirm={() => end.mutate('apply')}
          >
            <p>
              {changed > 0
                ? 'Verdicts, standings and coins change at once, and authors see it. This cannot be taken back; the old verdicts stay readable.'
                : 'No verdict changes: every submission was judged as before.'}
            </p>
          </ConfirmDialog>
        )}
        <ConfirmDialog
          label="Drop"
          disabled={end.isPending}
          title="Drop the new verdicts?"
          action="Drop"
          onConfirm={() => end.mutate('cancel')}
        >
          <p>Every verdict stays as it is now, and what is not judged again yet will not be.</p>
        </ConfirmDialog>
        {state === 'judging' && <p>The new verdicts can be applied when all are there.</p>}
      </div>
      {end.isError && <ErrorNotice error={end.error} />}
    </>
  );
}
