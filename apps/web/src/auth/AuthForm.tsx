import { type ReactNode, type SubmitEvent, useState } from 'react';
import { explain } from '../api/errors.ts';
import { Icon } from '../ui/Icon.tsx';

/** A form that signs in or up: one at a time, and what went wrong is said above the button. */
export function AuthForm(props: {
  action: string;
  onSubmit: (fields: FormData) => Promise<void>;
  children: ReactNode;
}) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await props.onSubmit(new FormData(event.currentTarget));
    } catch (error) {
      setProblem(explain(error));
      setBusy(false);
    }
  }

  return (
    <form className="auth-form" onSubmit={submit}>
      {props.children}
      {problem && (
        <p className="field-error" role="alert">
          <Icon name="alert" /> {problem}
        </p>
      )}
      <button type="submit" className="button button-primary" disabled={busy}>
        {busy ? 'One moment…' : props.action}
      </button>
    </form>
  );
}

export function TextField(props: {
  name: string;
  label: string;
  type?: 'text' | 'email' | 'password';
  autoComplete: string;
  hint?: string;
  pattern?: string;
  minLength?: number;
}) {
  const { label, hint, ...input } = props;
  const id = `field-${props.name}`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        className="input"
        id={id}
        required
        autoCapitalize="none"
        spellCheck={false}
        aria-describedby={hint && `${id}-hint`}
        {...input}
      />
      {hint && (
        <span className="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}
