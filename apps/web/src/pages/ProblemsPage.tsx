import type { OwnStatus, ProblemSummary } from '@gavel/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { meQuery, problemsQuery } from '../api/queries.ts';
import type { StatusFilter } from '../search.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { Empty, ErrorNotice, Skeleton } from '../ui/states.tsx';
import { useTitle } from '../ui/useTitle.ts';
import { filterProblems } from './filter-problems.ts';
import './problems.css';

const route = getRouteApi('/problems');

export function ProblemsPage() {
  useTitle('Problems');
  const problems = useQuery(problemsQuery);
  const me = useQuery(meQuery);
  return (
    <div className="page">
      <div className="page-head">
        <h1>Problems</h1>
        {me.data === null && (
          <p>
            <Link to="/sign-in" search={{ to: '/problems' }}>
              Sign in
            </Link>{' '}
            to submit solutions and to see what you have solved.
          </p>
        )}
        {me.data?.role === 'admin' && (
          <Link to="/send-package" className="button">
            Add a problem
          </Link>
        )}
      </div>
      <Filters signedIn={me.data != null} />
      {problems.isPending && <Skeleton lines={6} height={44} />}
      {problems.isError && <ErrorNotice error={problems.error} retry={() => void problems.refetch()} />}
      {problems.data && <ProblemList problems={problems.data} />}
    </div>
  );
}

function Filters({ signedIn }: { signedIn: boolean }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <search className="filters">
      <label className="search-field">
        <Icon name="search" />
        <span className="visually-hidden">Filter by title</span>
        <input
          className="input"
          type="search"
          placeholder="Filter by title"
          value={search.q ?? ''}
          onChange={(event) => {
            const q = event.target.value;
            void navigate({ search: ({ q: _, ...rest }) => (q ? { ...rest, q } : rest), replace: true });
          }}
        />
      </label>
      {signedIn && (
        <label>
          <span className="visually-hidden">Status</span>
          <select
            className="select"
            value={search.status ?? ''}
            onChange={(event) => {
              const status = event.target.value as StatusFilter | '';
              void navigate({
                search: ({ status: _, ...rest }) => (status ? { ...rest, status } : rest),
                replace: true,
              });
            }}
          >
            <option value="">Any status</option>
            <option value="none">Not tried</option>
            <option value="tried">Tried</option>
            <option value="solved">Solved</option>
          </select>
        </label>
      )}
    </search>
  );
}

function ProblemList({ problems }: { problems: ProblemSummary[] }) {
  const search = route.useSearch();
  const shown = filterProblems(problems, search);
  if (problems.length === 0) {
    return (
      <Empty title="No problems yet">
        <p>They appear here when an admin adds them.</p>
      </Empty>
    );
  }
  if (shown.length === 0) {
    return (
      <Empty title="Nothing matches">
        <Link to="/problems" className="button">
          Show all {problems.length} problems
        </Link>
      </Empty>
    );
  }
  return (
    <>
      <p className="visually-hidden" role="status">
        {shown.length} of {problems.length} problems
      </p>
      <ol className="problem-list">
        {shown.map((problem) => (
          <ProblemRow key={problem.slug} problem={problem} />
        ))}
      </ol>
    </>
  );
}

function ProblemRow({ problem }: { problem: ProblemSummary }) {
  return (
    <li>
      <Link to="/problems/$slug" params={{ slug: problem.slug }} className="problem-row">
        <span className="problem-title">{problem.title}</span>
        <Difficulty value={problem.difficulty} />
        <span className="problem-solved">
          {problem.solvedBy === 0 ? 'Solved by nobody yet' : `Solved by ${problem.solvedBy}`}
        </span>
        <OwnMark own={problem.own} />
      </Link>
    </li>
  );
}

/** Ten thin bars and the figure: how hard, at a glance and in words. */
function Difficulty({ value }: { value: number | null }) {
  if (value === null) return <span className="difficulty" />;
  return (
    <span className="difficulty" title={`Difficulty ${value} of 10`}>
      <span className="difficulty-bar" style={{ '--level': value / 10 } as React.CSSProperties} />
      <span>
        <span className="visually-hidden">Difficulty </span>
        {value}
      </span>
    </span>
  );
}

const marks: Record<OwnStatus, { icon: IconName; word: string; verdict: string } | null> = {
  none: null,
  tried: { icon: 'dash', word: 'Tried', verdict: 'TLE' },
  solved: { icon: 'check', word: 'Solved', verdict: 'AC' },
};

function OwnMark({ own }: { own: OwnStatus | null }) {
  const mark = own && marks[own];
  if (!mark) return <span className="own-mark" />;
  return (
    <span className="own-mark" data-verdict={mark.verdict}>
      <Icon name={mark.icon} />
      {mark.word}
    </span>
  );
}
