import type { ProblemSummary } from '@gavel/contract';
import { useId } from 'react';

interface SlugFieldProps {
  value: string;
  /** The problem that has this name. */
  known: ProblemSummary | undefined;
  disabled: boolean;
  onChange: (slug: string) => void;
}

export function SlugField({ value, known, disabled, onChange }: SlugFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Slug</label>
      <input
        id={id}
        className="input"
        required
        maxLength={64}
        pattern="[a-z0-9][a-z0-9\-]*"
        title="Lower-case letters, digits and -, not beginning with -"
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        disabled={disabled}
        aria-describedby={`${id}-hint`}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      <span id={`${id}-hint`} className="field-hint" role="status">
        {known ? (
          <>
            There is a problem of this name, <bdi>{known.title}</bdi>: the package replaces it.
          </>
        ) : (
          'Its name in addresses: lower-case letters, digits and -.'
        )}
      </span>
    </div>
  );
}
