import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { signUpQuery } from '../api/queries.ts';
import { AuthForm, TextField } from '../auth/AuthForm.tsx';
import { signIn } from '../auth/session.ts';
import { safeReturn } from '../search.ts';
import { useTitle } from '../ui/useTitle.ts';
import '../auth/auth.css';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  useTitle('Sign in');
  const { to } = route.useSearch();
  const queries = useQueryClient();
  const router = useRouter();
  const closed = useQuery(signUpQuery).data?.open === false;

  async function submit(fields: FormData) {
    await signIn(queries, String(fields.get('name')).trim(), String(fields.get('password')));
    router.history.replace(safeReturn(to));
  }

  return (
    <div className="page page-narrow">
      <h1>Sign in</h1>
      <AuthForm action="Sign in" onSubmit={submit}>
        <TextField name="name" label="Handle or e-mail" autoComplete="username" />
        <TextField name="password" label="Password" type="password" autoComplete="current-password" />
      </AuthForm>
      {closed ? (
        <p>New here? An admin makes the accounts.</p>
      ) : (
        <p>
          New here?{' '}
          <Link to="/sign-up" search={to === undefined ? {} : { to }}>
            Create an account
          </Link>
        </p>
      )}
    </div>
  );
}
