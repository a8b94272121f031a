import { Tabs } from '@base-ui/react/tabs';
import type { Language, Problem } from '@gavel/contract';
import { bounds } from '@gavel/contract/bounds';
import { Link, useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { LazyCodeEditor } from '../editor/LazyCodeEditor.tsx';
import { useHoldingEvent } from '../event/useHoldingEvent.ts';
import { Icon } from '../ui/Icon.tsx';
import { modifierKey } from '../ui/keys.ts';
import { ErrorNotice } from '../ui/states.tsx';
import { useShown } from '../ui/useShown.ts';
import { writeLanguage } from './drafts.ts';
import { HeldNotice } from './HeldNotice.tsx';
import { LanguageSelect } from './LanguageSelect.tsx';
import { Result, ResultBlank } from './Result.tsx';
import { RunPanel } from './RunPanel.tsx';
import { useDraft } from './useDraft.ts';
import { useLatestSubmission } from './useLatestSubmission.ts';
import { useRun } from './useRun.ts';
import { useShortcuts } from './useShortcuts.ts';
import { useSubmit } from './useSubmit.ts';
import './workbench.css';

interface WorkbenchProps {
  problem: Problem;
  /** In which to submit; undefined: practice. */
  event: string | undefined;
  languages: readonly Language[];
  firstLanguage: string;
  /** Of a submission that is to be submitted again: takes the draft's place. */
  earlierSource: string | undefined;
  signedIn: boolean;
  /** A submission was sent, here or on another device: its result is shown here. */
  onResult: () => void;
}

/** The editor, Run and Submit, and under it what came of them. */
export function Workbench(props: WorkbenchProps) {
  const { problem, event, languages, firstLanguage, earlierSource, signedIn, onResult } = props;
  const [language, setLanguage] = useState(firstLanguage);
  const [stdin, setStdin] = useState(problem.samples[0]?.input ?? '');
  const [tab, setTab] = useState<'run' | 'result'>('run');
  const [sentId, setSentId] = useState<string | null>(null);
  const { source, setSource, reset } = useDraft(problem.slug, language, earlierSource);
  const run = useRun();
  const outcome = useShown<HTMLDivElement>();
  const submission = useSubmit(({ id }) => setSentId(id));
  const onNew = (id: string) => {
    if (id === sentId) return;
    submission.forgetError();
    setTab('result');
    onResult();
  };
  const latestId = useLatestSubmission({ problem: problem.slug, event, signedIn, onNew });
  const shownId = newer(sentId, latestId);
  const tooLarge = new TextEncoder().encode(source).length > bounds.source;
  const holding = useHoldingEvent(problem);
  const heldBy = event === undefined ? holding : null;
  const ready = signedIn && !tooLarge && source.trim() !== '';

  function startRun() {
    if (!ready || run.isPending) return;
    setTab('run');
    outcome.show();
    run.mutate({ language, source, stdin });
  }

  function startSubmit() {
    if (!ready || heldBy || submission.isPending) return;
    setTab('result');
    outcome.show();
    submission.submit({ problem: problem.slug, language, source, ...(event && { event }) });
  }

  useShortcuts(startRun, startSubmit);

  return (
    <section className="workbench" aria-label="Your solution">
      <div className="workbench-bar">
        <LanguageSelect
          languages={languages}
          value={language}
          onChange={(id) => {
            setLanguage(id);
            writeLanguage(localStorage, id);
          }}
        />
        <button type="button" className="button button-quiet button-small" onClick={reset}>
          <Icon name="reset" />
          Start over
        </button>
        <span className="workbench-hint">
          <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves the editor
        </span>
      </div>
      <LazyCodeEditor
        key={language}
        value={source}
        language={language}
        label={`Source code, ${language}. Escape then Tab leaves the editor.`}
        onChange={setSource}
      />
      <div className="workbench-actions">
        {heldBy && <HeldNotice event={heldBy} slug={problem.slug} />}
        {tooLarge && <span className="field-error">Larger than {bounds.source / 1024} KiB</span>}
        {!signedIn && <SignInHint />}
        <button
          type="button"
          className="button"
          data-testid="run-button"
          disabled={!ready || run.isPending}
          onClick={startRun}
        >
          <Icon name="play" /> Run <kbd>{modifierKey} '</kbd>
        </button>
        <button
          type="button"
          className="button button-primary"
          data-testid="submit-button"
          disabled={!ready || heldBy !== null || submission.isPending}
          onClick={startSubmit}
        >
          <Icon name="send" /> Submit <kbd>{modifierKey} ↵</kbd>
        </button>
      </div>
      <Tabs.Root ref={outcome.ref} className="workbench-outcome" value={tab} onValueChange={setTab}>
        <Tabs.List className="tabs" aria-label="Run and result">
          <Tabs.Tab className="tab" value="run">
            Run on an input
          </Tabs.Tab>
          <Tabs.Tab className="tab" value="result">
            Result
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel className="tab-panel" value="run">
          <RunPanel
            samples={problem.samples}
            stdin={stdin}
            onStdin={setStdin}
            run={run.data}
            ranOn={run.variables?.stdin}
            pending={run.isPending}
            paused={run.paused}
            stop={run.stop}
            stopped={run.stopped}
            error={run.error}
          />
        </Tabs.Panel>
        <Tabs.Panel className="tab-panel" value="result">
          <Outcome {...submission} id={shownId} expectedTests={problem.tests} />
        </Tabs.Panel>
      </Tabs.Root>
    </section>
  );
}

interface OutcomeProps {
  isPending: boolean;
  error: Error | null;
  id: string | null;
  expectedTests: number;
}

function Outcome({ isPending, error, id, expectedTests }: OutcomeProps) {
  if (error) return <ErrorNotice error={error} />;
  if (isPending || id === null) return <ResultBlank pending={isPending} />;
  return <Result key={id} id={id} expectedTests={expectedTests} />;
}

/** Ids are UUIDs of version 7: they sort by time. */
function newer(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}

function SignInHint() {
  const here = useLocation({ select: (location) => location.href });
  return (
    <span className="workbench-sign-in">
      <Link to="/sign-in" search={{ to: here }}>
        Sign in
      </Link>{' '}
      to run and submit; what you write stays
    </span>
  );
}
