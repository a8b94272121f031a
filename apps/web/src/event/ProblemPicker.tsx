import { bounds } from '@gavel/contract/bounds';
import { useQuery } from '@tanstack/react-query';
import { problemsQuery } from '../api/queries.ts';
import { isolate } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';

/** Problems in order, by buttons alone: every keyboard and finger can move them. */
export function ProblemPicker(props: { value: readonly string[]; onChange: (slugs: string[]) => void }) {
  const { value, onChange } = props;
  const all = useQuery(problemsQuery).data ?? [];
  const titles = new Map(all.map(({ slug, title }) => [slug, title]));
  const rest = all.filter(({ slug }) => !value.includes(slug));

  function move(at: number, by: number) {
    const moved = value.toSpliced(at, 1);
    onChange(moved.toSpliced(at + by, 0, value[at] as string));
  }

  return (
    <fieldset className="picker">
      <legend className="field-name">Problems</legend>
      <ol className="picker-list">
        {value.map((slug, at) => {
          const title = titles.get(slug) ?? slug;
          return (
            <li key={slug} className="picker-row">
              <span className="event-problem-label">{String.fromCharCode(65 + at)}</span>
              <span className="picker-title">{title}</span>
              <span className="picker-moves">
                <MoveButton
                  icon="up"
                  label={`Move ${isolate(title)} up`}
                  off={at === 0}
                  onClick={() => move(at, -1)}
                />
                <MoveButton
                  icon="chevron"
                  label={`Move ${isolate(title)} down`}
                  off={at === value.length - 1}
                  onClick={() => move(at, 1)}
                />
                <MoveButton
                  icon="cross"
                  label={`Remove ${title}`}
                  onClick={() => onChange(value.filter((one) => one !== slug))}
                />
              </span>
            </li>
          );
        })}
      </ol>
      <label className="field">
        <span className="visually-hidden">Add a problem</span>
        <select
          className="select"
          value=""
          disabled={rest.length === 0 || value.length >= bounds.eventProblems}
          onChange={({ target }) => onChange([...value, target.value])}
        >
          <option value="">Add a problem…</option>
          {rest.map(({ slug, title }) => (
            <option key={slug} value={slug}>
              {isolate(title)} ({slug})
            </option>
          ))}
        </select>
      </label>
      <p className="field-hint">
        Until the event begins only admins can see its problems, practice problems too; those that an earlier
        event has shown stay shown.
      </p>
    </fieldset>
  );
}

function MoveButton(props: {
  icon: 'up' | 'chevron' | 'cross';
  label: string;
  off?: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      className="button button-quiet button-small"
      aria-label={props.label}
      title={props.label}
      disabled={props.off}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}
