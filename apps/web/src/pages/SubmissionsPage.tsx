import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { problemsQuery, submissionsQuery } from '../api/queries.ts';
import { RequireSignIn } from '../auth/RequireSignIn.tsx';
import { SubmissionTable } from '../judging/SubmissionTable.tsx';
import { Paged } from '../ui/Paged.tsx';
import { Empty } from '../ui/states.tsx';
import { useTitle } from '../ui/useTitle.ts';

const route = getRouteApi('/submissions');

export function SubmissionsPage() {
  useTitle('Submissions');
  return (
    <div className="page">
      <div className="page-head">
        <h1>Your submissions</h1>
        <ProblemFilter />
      </div>
      <RequireSignIn why="Your submissions are kept with your account.">
        {() => <Submissions />}
      </RequireSignIn>
    </div>
  );
}

function ProblemFilter() {
  const { problem } = route.useSearch();
  const navigate = route.useNavigate();
  const problems = useQuery(problemsQuery);
  return (
    <label>
      <span className="visually-hidden">Problem</span>
      <select
        className="select"
        value={problem ?? ''}
        onChange={(event) => {
          const slug = event.target.value;
          void navigate({ search: slug ? { problem: slug } : {} });
        }}
      >
        <option value="">All problems</option>
        {(problems.data ?? []).map(({ slug, title }) => (
          <option key={slug} value={slug}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

function Submissions() {
  const { problem } = route.useSearch();
  const pages = useInfiniteQuery(submissionsQuery({ problem }));
  return (
    <Paged pages={pages} lines={6} empty={<NothingYet filtered={problem !== undefined} />}>
      {(items) => <SubmissionTable items={items} />}
    </Paged>
  );
}

function NothingYet({ filtered }: { filtered: boolean }) {
  return (
    <Empty title="No submissions yet">
      <p>
        {filtered ? 'You have not submitted to this problem.' : 'Pick a problem, write a program, submit it.'}
      </p>
      <Link to="/problems" className="button">
        All problems
      </Link>
    </Empty>
  );
}
