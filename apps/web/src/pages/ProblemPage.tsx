import { Tabs } from '@base-ui/react/tabs';
import type { Language, Problem, Submission } from '@gavel/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../api/errors.ts';
import { languagesQuery, meQuery, problemQuery, submissionQuery } from '../api/queries.ts';
import { readLanguage } from '../problem/drafts.ts';
import { Statement } from '../problem/Statement.tsx';
import { Workbench } from '../problem/Workbench.tsx';
import { Split } from '../ui/Split.tsx';
import { Empty, ErrorNotice, Skeleton } from '../ui/states.tsx';
import { useMediaQuery } from '../ui/useMediaQuery.ts';
import { useMovable } from '../ui/useMovable.tsx';
import { useTitle } from '../ui/useTitle.ts';
import { NotFound } from './NotFound.tsx';

const route = getRouteApi('/problems/$slug');

export function ProblemPage() {
  const { slug } = route.useParams();
  const { from } = route.useSearch();
  return <ProblemView key={slug} slug={slug} from={from} />;
}

interface ProblemViewProps {
  slug: string;
  /** A submission to start from. */
  from?: string | undefined;
  /** The event in which to submit. */
  event?: string;
  /** What stands above the statement. */
  children?: ReactNode;
}

/** A problem with its workbench; `EventProblemPage` shows it within an event. */
export function ProblemView({ slug, ...rest }: ProblemViewProps) {
  const problem = useQuery(problemQuery(slug));
  useTitle(problem.data?.title);
  if (problem.isPending) {
    return (
      <div className="page">
        <Skeleton lines={9} />
      </div>
    );
  }
  if (problem.data === undefined) {
    if (problem.error instanceof ApiError && problem.error.status === 404) return <NotFound what="problem" />;
    return (
      <div className="page">
        <ErrorNotice error={problem.error} retry={() => void problem.refetch()} />
      </div>
    );
  }
  return <Loaded problem={problem.data} {...rest} />;
}

type LoadedProps = Omit<ProblemViewProps, 'slug'> & { problem: Problem };

function Loaded({ children, ...props }: LoadedProps) {
  const { problem } = props;
  const narrow = useMediaQuery('(max-width: 899px)');
  const [tab, setTab] = useState<'statement' | 'solution'>('statement');
  const statement = (
    <div className="problem-pane">
      {children}
      <Statement problem={problem} />
    </div>
  );
  // A tablet that is turned loses nothing.
  const workbench = useMovable(<WorkbenchLoader {...props} onResult={() => setTab('solution')} />);
  if (!narrow) {
    return (
      <>
        <Split left={statement} right={workbench.place} label="Width of the statement" />
        {workbench.content}
      </>
    );
  }
  return (
    <>
      <Tabs.Root className="problem-tabs" value={tab} onValueChange={setTab}>
        <Tabs.List className="tabs" aria-label="Problem">
          <Tabs.Tab className="tab" value="statement">
            Statement
          </Tabs.Tab>
          <Tabs.Tab className="tab" value="solution">
            Solution
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel className="tab-panel" value="statement" keepMounted>
          {statement}
        </Tabs.Panel>
        <Tabs.Panel className="tab-panel" value="solution" keepMounted>
          <h1 className="visually-hidden">{problem.title}: your solution</h1>
          {workbench.place}
        </Tabs.Panel>
      </Tabs.Root>
      {workbench.content}
    </>
  );
}

/** Waits for what the editor starts with: the languages and, to submit again, the earlier submission. */
function WorkbenchLoader({ problem, from, event, onResult }: LoadedProps & { onResult: () => void }) {
  const languages = useQuery(languagesQuery);
  const me = useQuery(meQuery);
  const earlier = useQuery({ ...submissionQuery(from ?? ''), enabled: from !== undefined });
  const failed = [languages, earlier].find((query) => query.isLoadingError);
  if (failed) {
    return (
      <div className="problem-pane">
        <ErrorNotice error={failed.error} retry={() => void failed.refetch()} />
      </div>
    );
  }
  if (!languages.data || (from !== undefined && !earlier.data)) {
    return (
      <div className="problem-pane">
        <Skeleton lines={8} />
      </div>
    );
  }
  const language = firstLanguage(languages.data, earlier.data);
  if (language === undefined) {
    return (
      <Empty title="No language is on">No worker has said which languages it has. Try again soon.</Empty>
    );
  }
  return (
    <Workbench
      key={from}
      problem={problem}
      event={event}
      languages={languages.data}
      firstLanguage={language}
      earlierSource={earlier.data?.source}
      signedIn={me.data != null}
      onResult={onResult}
    />
  );
}

function firstLanguage(languages: readonly Language[], earlier: Submission | undefined): string | undefined {
  const ids = languages.map(({ id }) => id);
  return earlier && ids.includes(earlier.language) ? earlier.language : readLanguage(localStorage, ids);
}
