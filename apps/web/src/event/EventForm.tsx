import type { EventVisibility, NewEvent, Scoring } from '@gavel/contract';
import { bounds } from '@gavel/contract/bounds';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { ErrorNotice } from '../ui/states.tsx';
import { type EventDraft, toEvent } from './event-draft.ts';
import { ProblemPicker } from './ProblemPicker.tsx';
import { ZonedTimeField } from './ZonedTimeField.tsx';
import { allZones } from './zoned-time.ts';
import './event-form.css';

const zones = allZones();

const visibilities: Record<EventVisibility, string> = {
  public: 'Public: everybody finds it in the list',
  unlisted: 'Unlisted: for whoever has its address',
  hidden: 'Draft: only admins see it',
};
const scorings: Record<Scoring, string> = {
  icpc: 'ICPC: problems solved, then penalty',
  points: 'Points: the sum of the best scores',
};

/** `children`: what else can be done, beside the button. */
export function EventForm(props: {
  start: EventDraft;
  action: string;
  busy: boolean;
  error: Error | null;
  onSave: (event: NewEvent) => void;
  children?: ReactNode;
}) {
  const [draft, setDraft] = useState(props.start);
  const [problem, setProblem] = useState<string | null>(null);
  const change = (changes: Partial<EventDraft>) => setDraft((old) => ({ ...old, ...changes }));

  function save(submitted: SubmitEvent) {
    submitted.preventDefault();
    const result = toEvent(draft);
    setProblem('problem' in result ? result.problem : null);
    if ('event' in result) props.onSave(result.event);
  }

  return (
    <form className="event-form" onSubmit={save}>
      <label className="field">
        <span className="field-name">Title</span>
        <input
          className="input"
          required
          maxLength={200}
          value={draft.title}
          onChange={({ target }) => change({ title: target.value })}
        />
      </label>
      <Times draft={draft} change={change} />
      <ProblemPicker value={draft.problems} onChange={(problems) => change({ problems })} />
      <div className="event-form-row">
        <Choice
          label="Scoring"
          value={draft.scoring}
          options={scorings}
          onChange={(scoring) => change({ scoring })}
        />
        <Choice
          label="Visibility"
          value={draft.visibility}
          options={visibilities}
          onChange={(visibility) => change({ visibility })}
        />
      </div>
      <label className="field">
        <span className="field-name">Description</span>
        <textarea
          className="input"
          rows={8}
          maxLength={bounds.eventDescription}
          value={draft.description}
          onChange={({ target }) => change({ description: target.value })}
        />
        <span className="field-hint">Markdown, with math between dollar signs.</span>
      </label>
      {problem && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      {props.error && <ErrorNotice error={props.error} />}
      <div className="event-form-end">
        <button type="submit" className="button button-primary" disabled={props.busy}>
          {props.action}
        </button>
        {props.children}
      </div>
    </form>
  );
}

function Times({ draft, change }: { draft: EventDraft; change: (changes: Partial<EventDraft>) => void }) {
  return (
    <>
      <div className="event-form-row">
        <ZonedTimeField
          label="Start"
          zone={draft.zone}
          value={draft.starts}
          onChange={(starts) => change({ starts })}
        />
        <ZonedTimeField
          label="End"
          zone={draft.zone}
          value={draft.ends}
          onChange={(ends) => change({ ends })}
        />
      </div>
      <div className="event-form-row">
        <label className="field">
          <span className="field-name">Time zone of start and end</span>
          <select
            className="select"
            value={draft.zone}
            onChange={({ target }) => change({ zone: target.value })}
          >
            {zones.map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </select>
          <span className="field-hint">Everybody sees the times in a zone of their own.</span>
        </label>
        <label className="field">
          <span className="field-name">Freeze of the standings</span>
          <input
            className="input"
            type="number"
            min={1}
            step={1}
            placeholder="none"
            value={draft.freeze}
            onChange={({ target }) => change({ freeze: target.value })}
          />
          <span className="field-hint">Minutes before the end; empty: they never freeze.</span>
        </label>
      </div>
    </>
  );
}

function Choice<T extends string>(props: {
  label: string;
  value: T;
  options: Record<T, string>;
  onChange: (value: T) => void;
}) {
  return (
    <label className="field">
      <span className="field-name">{props.label}</span>
      <select
        className="select"
        value={props.value}
        onChange={({ target }) => props.onChange(target.value as T)}
      >
        {(Object.entries(props.options) as [T, string][]).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
