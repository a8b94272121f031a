import type { SubmissionSummary } from '@gavel/contract';
import { Link } from '@tanstack/react-router';
import { type Judging, withLive } from '../live/fold.ts';
import { useJudging } from '../live/LiveProvider.tsx';
import { progressText } from '../live/strip.ts';
import { formatAgo, formatKibibytes, formatMilliseconds, formatMoment } from '../ui/format.ts';
import { VerdictBadge } from '../ui/VerdictBadge.tsx';
import { CancelButton } from './CancelButton.tsx';
import './submission-row.css';

/** A row of the list; live events show through what the list said. */
export function SubmissionRow(props: {
  item: SubmissionSummary;
  title: string;
  language: string;
  now: number;
  author?: string | undefined;
}) {
  const judging = useJudging(props.item.id);
  const item = withLive(props.item, judging);
  // No program runs in nothing: this one did not compile, or the judge never came to it.
  const ran = item.cpuMs !== 0 || item.memoryKiB !== 0;
  return (
    <tr data-testid="submission-row" data-id={item.id}>
      <td className="submission-problem">
        <Link to="/submissions/$id" params={{ id: item.id }}>
          {props.title}
        </Link>
        {props.author !== undefined && <div className="submission-author">{props.author}</div>}
      </td>
      <td>
        <div className="submission-standing">
          <Standing item={item} judging={judging} />
          {mayCancel(item) && <CancelButton id={item.id} about={`the submission to ${props.title}`} small />}
        </div>
      </td>
      <td>{props.language}</td>
      <td className="numeric" title="CPU time of the slowest test">
        {formatMilliseconds(ran ? item.cpuMs : null)}
      </td>
      <td className="numeric">{formatKibibytes(ran ? item.memoryKiB : null)}</td>
      <td className="numeric">
        <time dateTime={item.createdAt} title={formatMoment(item.createdAt)}>
          {formatAgo(item.createdAt, props.now)}
        </time>
      </td>
    </tr>
  );
}

/** One that waits after an attempt had a verdict, most likely: those are judged again to the end. */
function mayCancel({ state, attempt }: SubmissionSummary): boolean {
  return state === 'running' || (state === 'queued' && attempt === null);
}

function Standing({ item, judging }: { item: SubmissionSummary; judging: Judging | undefined }) {
  if (item.verdict !== null) return <VerdictBadge verdict={item.verdict} />;
  if (item.state === 'cancelled') return <span>Cancelled</span>;
  const words = judging
    ? progressText(judging)
    : item.state === 'queued'
      ? 'Waiting in the queue'
      : 'Running';
  return <span className="progress-badge">{words}</span>;
}
