import type { Submission } from '@gavel/contract';
import type { ReactNode } from 'react';
import { isFinal, type Judging } from '../live/fold.ts';
import { announcement, progressText, stripCells } from '../live/strip.ts';
import { formatBothTimes, formatKibibytes, formatMilliseconds } from '../ui/format.ts';
import { VerdictBadge } from '../ui/VerdictBadge.tsx';
import { VerdictStrip } from './VerdictStrip.tsx';

/**
 * A submission's judging as it goes on: the verdict or how far it is, and the strip of tests.
 * `answer` is what HTTP has said, for what events do not carry.
 */
export function JudgingPanel(props: {
  judging: Judging;
  answer: Submission | undefined;
  expectedTests: number;
  children?: ReactNode;
}) {
  const { judging, answer, expectedTests, children } = props;
  const compile = answer?.compile;
  const didNotCompile = judging.verdict === 'CE' || judging.compileOk === false;
  return (
    <section className="judging" aria-label="Result">
      <div className="judging-head numbers">
        <Standing judging={judging} answer={answer} />
        {children}
      </div>
      <p className="visually-hidden" role="status">
        {announcement(judging)}
      </p>
      {!didNotCompile && (
        <VerdictStrip cells={stripCells(judging, expectedTests)} tests={answer?.tests ?? []} />
      )}
      {answer?.error && <p className="judge-error">{answer.error}</p>}
      {compile && compile.output !== '' && (
        <details className="compile-output" open={didNotCompile}>
          <summary>Compiler output</summary>
          <pre>{compile.output}</pre>
        </details>
      )}
    </section>
  );
}

function Standing({ judging, answer }: { judging: Judging; answer: Submission | undefined }) {
  if (!isFinal(judging.state)) return <span className="progress-badge">{progressText(judging)}</span>;
  if (judging.verdict === null) return <span>Cancelled</span>;
  const ran = judging.tests.size > 0;
  return (
    <>
      <span data-testid="verdict" data-verdict={judging.verdict}>
        <VerdictBadge verdict={judging.verdict} full />
      </span>
      {ran && <span title="Of the slowest test">{timeOf(judging, answer)}</span>}
      {ran && <span title="Memory of the largest test">{formatKibibytes(judging.memoryKiB)}</span>}
    </>
  );
}

function timeOf({ verdict, cpuMs }: Judging, answer: Submission | undefined): string {
  const stopped = (answer?.tests ?? []).filter((test) => test.verdict === 'TLE');
  if (verdict !== 'TLE' || stopped.length === 0) return `${formatMilliseconds(cpuMs)} CPU`;
  return formatBothTimes(cpuMs, Math.max(...stopped.map(({ wallMs }) => wallMs)));
}
