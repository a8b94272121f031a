import type { Run, Sample } from '@gavel/contract';
import { howItEnded } from '../judging/how-it-ended.ts';
import { formatBothTimes, formatKibibytes, formatMilliseconds } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { ErrorNotice } from '../ui/states.tsx';
import { VerdictBadge } from '../ui/VerdictBadge.tsx';
import { sameTokens } from './compare.ts';

export interface RunPanelProps {
  samples: readonly Sample[];
  stdin: string;
  onStdin: (text: string) => void;
  run: Run | undefined;
  /** The input that `run` was given. */
  ranOn: string | undefined;
  pending: boolean;
  /** Waits until an admin resumes the queue. */
  paused: boolean;
  /** Undefined: there is nothing to stop yet, or it is being stopped. */
  stop: (() => void) | undefined;
  /** It was stopped from here. */
  stopped: boolean;
  error: Error | null;
}

export function RunPanel(props: RunPanelProps) {
  const { samples, stdin, onStdin, run, ranOn, pending, paused, stop, stopped, error } = props;
  return (
    <div className="run-panel">
      <div className="run-input">
        <div className="run-head">
          <label htmlFor="stdin">Input</label>
          {samples.map((sample, at) => (
            <button
              key={sample.name}
              type="button"
              className="button button-small"
              aria-pressed={stdin === sample.input}
              onClick={() => onStdin(sample.input)}
            >
              Sample {at + 1}
            </button>
          ))}
        </div>
        <textarea
          id="stdin"
          className="input"
          rows={5}
          spellCheck={false}
          value={stdin}
          onChange={(event) => onStdin(event.target.value)}
        />
      </div>
      <div className="run-output" aria-live="polite" data-testid="run-output">
        {pending && (
          <div className="judging-head">
            <span className="progress-badge">{paused ? 'Waiting: the queue is paused' : 'Running'}</span>
            <button type="button" className="button button-small" disabled={!stop} onClick={stop}>
              Stop
            </button>
          </div>
        )}
        {!pending && error && <ErrorNotice error={error} />}
        {!pending && stopped && <p>Stopped.</p>}
        {!pending && run && !stopped && (
          <Outcome run={run} answer={samples.find(({ input }) => input === ranOn)?.answer} />
        )}
        {!pending && !run && !error && (
          <p className="field-hint">Run shows here what your program prints for the input.</p>
        )}
      </div>
    </div>
  );
}

function Outcome({ run, answer }: { run: Run; answer: string | undefined }) {
  // A program that did not compile has used nothing.
  const ran = run.status !== 'CE';
  const why = howItEnded(run);
  return (
    <>
      <div className="judging-head numbers">
        {run.status && <VerdictBadge verdict={run.status} full />}
        {why && <span>{why}</span>}
        {ran && run.cpuMs !== null && <span>{timeOf(run, run.cpuMs)}</span>}
        {ran && run.memoryKiB !== null && <span>{formatKibibytes(run.memoryKiB)}</span>}
      </div>
      {run.error && <p>{run.error}</p>}
      {run.status === 'CE' && <Stream name="Compiler output" text={run.compile?.output ?? ''} />}
      {ran && <Stream name="Output" text={run.stdout ?? ''} empty="Nothing was printed." />}
      {run.status === 'OK' && answer !== undefined && (
        <Comparison actual={run.stdout ?? ''} answer={answer} />
      )}
      <Stream name="Error output" text={run.stderr ?? ''} />
      {run.truncated && <p className="field-hint">Only the beginning of the output is shown.</p>}
    </>
  );
}

function timeOf({ status, wallMs }: Run, cpuMs: number): string {
  return status === 'TLE' && wallMs !== null ? formatBothTimes(cpuMs, wallMs) : formatMilliseconds(cpuMs);
}

function Stream({ name, text, empty }: { name: string; text: string; empty?: string }) {
  if (text === '' && empty === undefined) return null;
  // How it went is said at once, what was printed is not read out unasked.
  return (
    <section className="stream" aria-label={name} aria-live="off">
      <h2>{name}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long output scrolls, and must do so by keyboard too */}
      {text === '' ? <p className="field-hint">{empty}</p> : <pre tabIndex={0}>{text}</pre>}
    </section>
  );
}

function Comparison({ actual, answer }: { actual: string; answer: string }) {
  if (sameTokens(actual, answer)) {
    return (
      <p className="comparison" data-verdict="AC">
        <Icon name="check" /> The same as the sample's answer
      </p>
    );
  }
  return (
    <>
      <p className="comparison" data-verdict="WA">
        <Icon name="cross" /> Not the sample's answer
      </p>
      <Stream name="The sample's answer" text={answer} />
    </>
  );
}
