import { bounds } from '@gavel/contract/bounds';
import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useRef, useState } from 'react';
import { problemsQuery } from '../api/queries.ts';
import { isolate } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { Unloaded } from '../ui/Unloaded.tsx';

interface PickerProps {
  value: readonly string[];
  onChange: (slugs: string[]) => void;
}

/** Problems in order, by buttons alone: every keyboard and finger can move them. */
export function ProblemPicker({ value, onChange }: PickerProps) {
  const problems = useQuery(problemsQuery);
  const titles = new Map(problems.data?.map(({ slug, title }) => [slug, title]));
  const { list, focusLater } = useFocusThatStays();

  function move(at: number, by: number) {
    const moved = value.toSpliced(at, 1);
    onChange(moved.toSpliced(at + by, 0, value[at] as string));
    focusLater(at + by, by < 0 ? 'up' : 'chevron');
  }

  function remove(at: number) {
    onChange(value.toSpliced(at, 1));
    focusLater(Math.min(at, value.length - 2), 'cross');
  }

  return (
    <fieldset className="picker" ref={list}>
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
                <MoveButton icon="cross" label={`Remove ${title}`} onClick={() => remove(at)} />
              </span>
            </li>
          );
        })}
      </ol>
      <Unloaded query={problems} what="The problems" />
      <Adder
        rest={(problems.data ?? []).filter(({ slug }) => !value.includes(slug))}
        full={value.length >= bounds.eventProblems}
        onAdd={(slug) => onChange([...value, slug])}
      />
      <p className="field-hint">
        Until the event begins only admins can see its problems, practice problems too; those that an earlier
        event has shown stay shown.
      </p>
    </fieldset>
  );
}

/**
 * A choice by pointer adds at once. By keys it does not: each arrow key is a choice, on the way to the one that is meant.
 */
function Adder(props: {
  rest: readonly { slug: string; title: string }[];
  full: boolean;
  onAdd: (slug: string) => void;
}) {
  const { rest, full } = props;
  const [chosen, setChosen] = useState('');
  const byKeys = useRef(false);
  const off = full || rest.length === 0;

  function forgetKeys() {
    byKeys.current = false;
  }

  function add(slug: string) {
    setChosen('');
    if (slug) props.onAdd(slug);
  }

  return (
    <div className="picker-adder">
      <label className="field">
        <span className="visually-hidden">Add a problem</span>
        <select
          className="select"
          value={chosen}
          disabled={off}
          onKeyDown={() => {
            byKeys.current = true;
          }}
          onPointerDown={forgetKeys}
          onBlur={forgetKeys}
          onChange={({ target }) => (byKeys.current ? setChosen(target.value) : add(target.value))}
        >
          <option value="">Add a problem…</option>
          {rest.map(({ slug, title }) => (
            <option key={slug} value={slug}>
              {isolate(title)} ({slug})
            </option>
          ))}
        </select>
      </label>
      {chosen !== '' && (
        <button type="button" className="button" disabled={off} onClick={() => add(chosen)}>
          Add
        </button>
      )}
    </div>
  );
}

/** A button that was pressed moves or goes: the focus goes along, or to the one that took its place. */
function useFocusThatStays() {
  const list = useRef<HTMLFieldSetElement>(null);
  const next = useRef<{ at: number; icon: string } | null>(null);
  useLayoutEffect(() => {
    if (!next.current) return;
    const { at, icon } = next.current;
    next.current = null;
    const row = list.current?.querySelectorAll('.picker-row')[at];
    const button = row?.querySelector<HTMLElement>(`[data-move=${icon}]`);
    (button ?? list.current?.querySelector('select'))?.focus();
  });
  return {
    list,
    focusLater: (at: number, icon: string) => {
      next.current = { at, icon };
    },
  };
}

/** `off`: it can keep the focus, and does nothing. */
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
      data-move={props.icon}
      aria-label={props.label}
      title={props.label}
      aria-disabled={props.off}
      onClick={props.off ? undefined : props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}
