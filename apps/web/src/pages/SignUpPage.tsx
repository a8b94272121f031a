import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { signUpQuery } from '../api/queries.ts';
import { AuthForm, TextField } from '../auth/AuthForm.tsx';
import { handleFault } from '../auth/handle.ts';
import { signUp } from '../auth/session.ts';
import { safeReturn } from '../search.ts';
import { Empty, Skeleton } from '../ui/states.tsx';
import { useTitle } from '../ui/useTitle.ts';
import '../auth/auth.css';

const route = getRouteApi('/sign-up');

export function SignUpPage() {
  useTitle('Create an account');
  const { to } = route.useSearch();
  const state = useQuery(signUpQuery);
  const back = to === undefined ? {} : { to };
  if (state.data?.open === false) {
    return (
      <div className="page page-narrow">
        <Empty title="Sign-up is closed" page>
          <p>An admin has closed it here, and can make you an account.</p>
          <Link to="/sign-in" search={back} className="button button-primary">
            Sign in
          </Link>
        </Empty>
      </div>
    );
  }
  return (
    <div className="page page-narrow">
      <h1>Create an account</h1>
      {state.isPending ? <Skeleton lines={6} /> : <SignUpForm to={to} />}
      <p>
        Already have an account?{' '}
        <Link to="/sign-in" search={back}>
          Sign in
        </Link>
      </p>
    </div>
  );
}

function SignUpForm({ to }: { to: string | undefined }) {
  const queries = useQueryClient();
  const router = useRouter();

  async function submit(fields: FormData) {
    await signUp(queries, {
      handle: String(fields.get('handle')).trim(),
      email: String(fields.get('email')).trim(),
      password: String(fields.get('password')),
    });
    router.history.replace(safeReturn(to));
  }

  return (
    <AuthForm action="Create account" onSubmit={submit}>
      <TextField
        name="handle"
        label="Handle"
        autoComplete="username"
        check={(value) => handleFault(value.trim())}
        hint="The name that others see: 2 to 32 letters (a to z), digits, _ . or -. It may not begin with . or -"
      />
      <TextField name="email" label="E-mail" type="email" autoComplete="email" />
      <TextField
        name="password"
        label="Password"
        type="password"
        autoComplete="new-password"
        minLength={8}
        hint="At least 8 characters"
      />
    </AuthForm>
  );
}
