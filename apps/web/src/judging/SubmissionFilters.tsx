import { useQuery } from '@tanstack/react-query';
import type { FocusEvent, KeyboardEvent } from 'react';
import { eventsQuery, problemsQuery } from '../api/queries.ts';
import type { SubmissionsSearch } from '../search.ts';

/** Which submissions are listed. Admins may look at those of others. */
export function SubmissionFilters(props: {
  search: SubmissionsSearch;
  isAdmin: boolean;
  onChange: (changes: SubmissionsSearch) => void;
}) {
  const { search, isAdmin, onChange } = props;
  const problems = useQuery(problemsQuery);
  return (
    <div className="submission-filters">
      {isAdmin && <OfOthers search={search} onChange={onChange} />}
      <Choice
        label="Problem"
        all="All problems"
        value={search.problem}
        options={(problems.data ?? []).map(({ slug, title }) => [slug, title])}
        onChange={(problem) => onChange({ problem })}
      />
    </div>
  );
}

function OfOthers(props: { search: SubmissionsSearch; onChange: (changes: SubmissionsSearch) => void }) {
  const { search, onChange } = props;
  const events = useQuery(eventsQuery);
  const others = search.of === 'all' || search.handle !== undefined;
  const take = ({ currentTarget }: FocusEvent<HTMLInputElement> | KeyboardEvent<HTMLInputElement>) => {
    const handle = currentTarget.value.trim() || undefined;
    if (handle !== search.handle) onChange({ handle, of: 'all' });
  };
  return (
    <>
      <Choice
        label="Whose"
        all="Mine"
        value={others ? 'all' : undefined}
        options={[['all', 'Everybody’s']]}
        onChange={(of) => onChange({ of: of ? 'all' : undefined, handle: undefined })}
      />
      {others && (
        <label>
          <span className="visually-hidden">Handle</span>
          <input
            className="input"
            key={search.handle}
            defaultValue={search.handle}
            placeholder="Handle"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={32}
            onBlur={take}
            onKeyDown={(event) => event.key === 'Enter' && take(event)}
          />
        </label>
      )}
      <Choice
        label="Event"
        all="In and out of events"
        value={search.event}
        options={(events.data ?? []).map(({ id, title }) => [id, title])}
        onChange={(event) => onChange({ event })}
      />
    </>
  );
}

function Choice(props: {
  label: string;
  all: string;
  value: string | undefined;
  options: [string, string][];
  onChange: (value: string | undefined) => void;
}) {
  return (
    <label>
      <span className="visually-hidden">{props.label}</span>
      <select
        className="select"
        value={props.value ?? ''}
        onChange={({ target }) => props.onChange(target.value || undefined)}
      >
        <option value="">{props.all}</option>
        {props.options.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
