import type { Me, Sample, Submission, TestResult } from '@gavel/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../api/errors.ts';
import { problemQuery } from '../api/queries.ts';
import { useLanguageName } from '../api/useLanguageName.ts';
import { RequireSignIn } from '../auth/RequireSignIn.tsx';
import { LazyCodeEditor } from '../editor/LazyCodeEditor.tsx';
import { CancelButton } from '../judging/CancelButton.tsx';
import { howItEnded } from '../judging/how-it-ended.ts';
import { JudgingPanel } from '../judging/JudgingPanel.tsx';
import { isFinal, type Judging } from '../live/fold.ts';
import { useFollowedSubmission } from '../live/LiveProvider.tsx';
import { SampleBlock } from '../problem/SampleBlock.tsx';
import { PastVerdicts } from '../rejudge/PastVerdicts.tsx';
import { RejudgeSubmission } from '../rejudge/RejudgeSubmission.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { formatKibibytes, formatMilliseconds, formatMoment } from '../ui/format.ts';
import { ErrorNotice, Skeleton } from '../ui/states.tsx';
import { useTitle } from '../ui/useTitle.ts';
import { VerdictBadge } from '../ui/VerdictBadge.tsx';
import { NotFound } from './NotFound.tsx';
import './submission.css';

const route = getRouteApi('/submissions/$id');

export function SubmissionPage() {
  const { id } = route.useParams();
  useTitle('Submission');
  return (
    <div className="page">
      <RequireSignIn why="A submission is shown to its author.">
        {(me) => <Followed key={id} id={id} me={me} />}
      </RequireSignIn>
    </div>
  );
}

function Followed({ id, me }: { id: string; me: Me }) {
  const { query, judging } = useFollowedSubmission(id);
  const problem = useQuery({ ...problemQuery(query.data?.problem ?? ''), enabled: query.data !== undefined });
  if (query.isPending) return <Skeleton lines={8} />;
  if (!query.data) {
    const { error } = query;
    const missing = error instanceof ApiError && (error.status === 404 || error.status === 400);
    return missing ? (
      <NotFound what="submission" />
    ) : (
      <ErrorNotice error={error} retry={() => void query.refetch()} />
    );
  }
  const submission = query.data;
  const title = problem.data?.title ?? submission.problem;
  return (
    <>
      <Head submission={submission} title={title}>
        {judging && me.role === 'admin' && judging.state === 'done' && <RejudgeSubmission id={id} />}
      </Head>
      {judging && (
        <div className="submission-result">
          <JudgingPanel judging={judging} answer={submission} expectedTests={problem.data?.tests ?? 0}>
            {mayCancel(judging, submission) && <CancelButton id={id} about={`the submission to ${title}`} />}
          </JudgingPanel>
        </div>
      )}
      {submission.tests && submission.tests.length > 0 && (
        <TestTable tests={submission.tests} samples={problem.data?.samples ?? []} />
      )}
      {submission.past && submission.past.length > 0 && <PastVerdicts past={submission.past} />}
      <Source submission={submission} />
    </>
  );
}

/** What had a verdict once is judged again to the end. */
function mayCancel(judging: Judging, { past }: Submission): boolean {
  return !isFinal(judging.state) && !past?.some(({ verdict }) => verdict !== 'JE');
}

function Head(props: { submission: Submission; title: string; children: ReactNode }) {
  const { submission, title, children } = props;
  const languageName = useLanguageName();
  return (
    <div className="page-head">
      <div>
        <h1>
          <Link to="/problems/$slug" params={{ slug: submission.problem }}>
            {title}
          </Link>
        </h1>
        <p>
          {submission.user.handle} in {languageName(submission.language)},{' '}
          <time dateTime={submission.createdAt}>{formatMoment(submission.createdAt)}</time>
        </p>
      </div>
      <div className="submission-actions">
        {children}
        <Link
          to="/problems/$slug"
          params={{ slug: submission.problem }}
          search={{ from: submission.id }}
          className="button"
        >
          Submit again
        </Link>
      </div>
    </div>
  );
}

function TestTable({ tests, samples }: { tests: readonly TestResult[]; samples: readonly Sample[] }) {
  return (
    <section className="submission-tests">
      <h2>Tests</h2>
      <div className="table-frame">
        <table className="table">
          <thead>
            <tr>
              <th className="fit">#</th>
              <th>Test</th>
              <th>Verdict</th>
              <th className="numeric">CPU</th>
              <th className="numeric wall">Wall</th>
              <th className="numeric">Memory</th>
            </tr>
          </thead>
          <tbody>
            {tests.map((test) => (
              <TestRows key={test.index} test={test} samples={samples} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** A test's figures, for admins what its checker said and, as samples are no secret, what a sample gives and expects. */
function TestRows({ test, samples }: { test: TestResult; samples: readonly Sample[] }) {
  const at = samples.findIndex(({ name }) => name === test.name);
  const sample = samples[at];
  const why = howItEnded(test);
  return (
    <>
      <tr>
        <td className="fit">{test.index}</td>
        <td className="test-name">{test.name}</td>
        <td>
          <div className="test-outcome">
            <VerdictBadge verdict={test.verdict} />
            {why && <span className="test-why">{why}</span>}
          </div>
        </td>
        <td className="numeric">{formatMilliseconds(test.cpuMs)}</td>
        <td className="numeric wall">{formatMilliseconds(test.wallMs)}</td>
        <td className="numeric">{formatKibibytes(test.memoryKiB)}</td>
      </tr>
      {test.message && (
        <tr className="test-more">
          <td colSpan={6}>
            <details open={test.verdict !== 'AC'}>
              <summary>Judge message on {test.name}</summary>
              <p className="judge-message">{test.message}</p>
            </details>
          </td>
        </tr>
      )}
      {sample && (
        <tr className="test-more">
          <td colSpan={6}>
            <details open={test.verdict !== 'AC'}>
              <summary>Input and expected output of {test.name}</summary>
              <SampleBlock sample={sample} number={at + 1} />
              {test.verdict !== 'AC' && (
                <p className="field-hint">
                  “Submit again” opens this program; Run shows there what it prints for the sample.
                </p>
              )}
            </details>
          </td>
        </tr>
      )}
    </>
  );
}

function Source({ submission }: { submission: Submission }) {
  return (
    <section className="submission-source">
      <div className="sample-head">
        <h2>Source</h2>
        <CopyButton text={submission.source} label="Copy the source" />
      </div>
      <div className="table-frame">
        <LazyCodeEditor value={submission.source} language={submission.language} label="Source" readOnly />
      </div>
    </section>
  );
}
