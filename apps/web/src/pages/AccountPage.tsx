import type { Me } from '@gavel/contract';
import { Link } from '@tanstack/react-router';
import { AuthForm, TextField } from '../auth/AuthForm.tsx';
import { RequireSignIn } from '../auth/RequireSignIn.tsx';
import { changePassword } from '../auth/session.ts';
import { useTitle } from '../ui/useTitle.ts';
import '../auth/auth.css';

export function AccountPage() {
  useTitle('Account');
  return (
    <div className="page page-narrow">
      <h1>Account</h1>
      <RequireSignIn why="An account is shown to its owner.">{(me) => <Account me={me} />}</RequireSignIn>
    </div>
  );
}

function Account({ me }: { me: Me }) {
  return (
    <>
      <p>
        You are signed in as <strong>{me.handle}</strong>
        {me.role === 'admin' && ', an admin'}. Programs that act as you have{' '}
        <Link to="/tokens">API tokens</Link>.
      </p>
      <h2>Change the password</h2>
      <AuthForm
        action="Change password"
        onSubmit={submit}
        done="The password is changed. Other devices were signed out."
      >
        {/* Tells password managers whose password it is. */}
        <input type="text" name="username" autoComplete="username" value={me.handle} readOnly hidden />
        <TextField
          name="currentPassword"
          label="Current password"
          type="password"
          autoComplete="current-password"
        />
        <TextField
          name="newPassword"
          label="New password"
          type="password"
          autoComplete="new-password"
          minLength={8}
          hint="At least 8 characters"
        />
      </AuthForm>
    </>
  );
}

function submit(fields: FormData): Promise<void> {
  return changePassword(String(fields.get('currentPassword')), String(fields.get('newPassword')));
}
