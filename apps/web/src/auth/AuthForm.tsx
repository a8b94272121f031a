import { createContext, type ReactNode, type SubmitEvent, use, useState } from 'react';
import { Icon } from '../ui/Icon.tsx';
import { type FormProblem, formProblem } from './form-problem.ts';

const FieldProblems = createContext<FormProblem['fields']>({});

/**
 * A form about an account. One request at a time; what went wrong is said beside its field or above the button.
 * `done`: what is said when it went well, for a form that stays on the page.
 */
export function AuthForm(props: {
  action: string;
  onSubmit: (fields: FormData) => Promise<void>;
  done?: string;
  children: ReactNode;
}) {
  const [state, setState] = useState<'idle' | 'busy' | 'done'>('idle');
  const [problem, setProblem] = useState<FormProblem | null>(null);

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    setState('busy');
    setProblem(null);
    try {
      await props.onSubmit(fields);
      if (props.done === undefined) return;
      form.reset();
      setState('done');
    } catch (error) {
      setProblem(formProblem(error, [...fields.keys()]));
      setState('idle');
    }
  }

  /** An attempt that the browser stops never comes to `submit`, and would leave the last one's words standing. */
  function forget() {
    setProblem(null);
    if (state === 'done') setState('idle');
  }

  return (
    <form className="auth-form" onSubmit={submit} onChange={forget}>
      <FieldProblems value={problem?.fields ?? {}}>{props.children}</FieldProblems>
      {problem?.whole && (
        <p className="field-error" role="alert">
          <Icon name="alert" /> {problem.whole}
        </p>
      )}
      {state === 'done' && (
        <p className="field-done" role="status">
          <Icon name="check" /> {props.done}
        </p>
      )}
      <button type="submit" className="button button-primary" disabled={state === 'busy'}>
        {state === 'busy' ? 'One moment…' : props.action}
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
  minLength?: number;
  /** What is wrong with a value, in words; empty: nothing. */
  check?: (value: string) => string;
}) {
  const { label, hint, check, ...input } = props;
  const problem = use(FieldProblems)[props.name];
  const id = `field-${props.name}`;
  const told = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        className="input"
        id={id}
        required
        autoCapitalize="none"
        spellCheck={false}
        aria-describedby={told || undefined}
        aria-invalid={problem !== undefined}
        onInput={
          check && ((event) => event.currentTarget.setCustomValidity(check(event.currentTarget.value)))
        }
        {...input}
      />
      {hint && (
        <span className="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {problem && (
        <span className="field-error" id={`${id}-problem`} role="alert">
          <Icon name="alert" /> {problem}
        </span>
      )}
    </div>
  );
}
