import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { meQuery, submissionsQuery } from '../api/queries.ts';
import { RequireSignIn } from '../auth/RequireSignIn.tsx';
import { SubmissionFilters } from '../judging/SubmissionFilters.tsx';
import { SubmissionTable } from '../judging/SubmissionTable.tsx';
import type { SubmissionsSearch } from '../search.ts';
import { Paged } from '../ui/Paged.tsx';
import { Empty } from '../ui/states.tsx';
import { useTitle } from '../ui/useTitle.ts';

const route = getRouteApi('/submissions');
/** Live events are of one's own submissions; those of others are read again. */
const OTHERS_MS = 5_000;

export function SubmissionsPage() {
  useTitle('Submissions');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isAdmin = useQuery(meQuery).data?.role === 'admin';
  return (
    <div className="page">
      <div className="page-head">
        <h1>{isAdmin && isOfOthers(search) ? 'Submissions' : 'Your submissions'}</h1>
        <SubmissionFilters
          search={search}
          isAdmin={isAdmin}
          onChange={(changes) => void navigate({ search: (old) => ({ ...old, ...changes }) })}
        />
      </div>
      <RequireSignIn why="Your submissions are kept with your account.">
        {(me) => <Submissions search={me.role === 'admin' ? search : ownOf(search)} />}
      </RequireSignIn>
    </div>
  );
}

const isOfOthers = ({ of, handle }: SubmissionsSearch): boolean => of === 'all' || handle !== undefined;

const ownOf = ({ problem }: SubmissionsSearch): SubmissionsSearch => (problem ? { problem } : {});

function Submissions({ search }: { search: SubmissionsSearch }) {
  const { of: user, ...filter } = search;
  const others = isOfOthers(search);
  const pages = useInfiniteQuery({
    ...submissionsQuery({ ...filter, user }),
    refetchInterval: others && OTHERS_MS,
  });
  return (
    <Paged pages={pages} lines={6} empty={others ? <NoneFound /> : <NothingYet search={search} />}>
      {(items) => <SubmissionTable items={items} authors={others} />}
    </Paged>
  );
}

function NoneFound() {
  return <Empty title="No submissions">Nobody has sent one that you ask for.</Empty>;
}

function NothingYet({ search }: { search: SubmissionsSearch }) {
  const filtered = search.problem !== undefined || search.event !== undefined;
  return (
    <Empty title="No submissions yet">
      <p>
        {filtered
          ? 'You have not submitted what you ask for.'
          : 'Pick a problem, write a program, submit it.'}
      </p>
      <Link to="/problems" className="button">
        All problems
      </Link>
    </Empty>
  );
}
