import { ApiError, explain } from '../api/errors.ts';

/** Why a form was refused: what belongs beside a field, by the field's name, and the rest. */
export interface FormProblem {
  readonly whole: string | null;
  readonly fields: Readonly<Record<string, string>>;
}

/** The words for codes whose own text would not help; `field`: where they belong if the form has it. */
const words: Record<string, { field?: string; text: string }> = {
  'handle-taken': { field: 'handle', text: 'This handle is taken. Choose another.' },
  'email-taken': { field: 'email', text: 'This e-mail address has an account already. Sign in instead.' },
  'invalid-password': { field: 'currentPassword', text: 'This is not the current password.' },
  'too-many-attempts': { text: 'Too many attempts.' },
  'invalid-username-or-password': { text: 'The handle, e-mail address or password is not right.' },
};

/** `names`: the form's fields. Faults of others are told with the rest. */
export function formProblem(error: unknown, names: readonly string[]): FormProblem {
  if (!(error instanceof ApiError)) return { whole: explain(error), fields: {} };
  const known = words[error.code];
  if (known?.field && names.includes(known.field))
    return { whole: null, fields: { [known.field]: known.text } };
  if (known) return { whole: explain(error, known.text), fields: {} };
  const fields: Record<string, string> = {};
  for (const { path, message } of error.faults) {
    const name = fieldOf(path);
    if (!names.includes(name)) return { whole: explain(error), fields: {} };
    fields[name] ??= message;
  }
  return { whole: error.faults.length > 0 ? null : explain(error), fields };
}

/** The library behind sign-up calls a handle a username. */
function fieldOf(path: string): string {
  const name = path.replace(/^body\./, '');
  return name === 'username' ? 'handle' : name;
}
