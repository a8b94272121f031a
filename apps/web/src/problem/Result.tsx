import { Link } from '@tanstack/react-router';
import { CancelButton } from '../judging/CancelButton.tsx';
import { JudgingPanel } from '../judging/JudgingPanel.tsx';
import { isFinal } from '../live/fold.ts';
import { useFollowedSubmission } from '../live/LiveProvider.tsx';
import { ErrorNotice } from '../ui/states.tsx';

export function ResultBlank({ pending }: { pending: boolean }) {
  if (pending) return <span className="progress-badge">Sending</span>;
  return <p className="field-hint">Submit judges your program on all tests; the result appears here.</p>;
}

/** What came of a submission, followed until it is judged. */
export function Result({ id, expectedTests }: { id: string; expectedTests: number }) {
  const { query, judging } = useFollowedSubmission(id);
  if (!judging)
    return query.isError ? (
      <ErrorNotice error={query.error} />
    ) : (
      <span className="progress-badge">One moment</span>
    );
  return (
    <JudgingPanel judging={judging} answer={query.data} expectedTests={expectedTests}>
      {!isFinal(judging.state) && <CancelButton id={id} about="the submission" small />}
      <Link to="/submissions/$id" params={{ id }} className="judging-more">
        Details
      </Link>
    </JudgingPanel>
  );
}
