import type { QueryClient } from '@tanstack/react-query';
import { http } from '../api/http.ts';
import { meQuery } from '../api/queries.ts';

/** Signs in with a handle or an e-mail address. The session's cookie is set by the answer. */
export async function signIn(queries: QueryClient, name: string, password: string): Promise<void> {
  const [path, who] = name.includes('@') ? ['email', { email: name }] : ['username', { username: name }];
  await http(`/api/auth/sign-in/${path}`, { method: 'POST', body: { ...who, password } });
  await startAnew(queries);
}

export async function signUp(
  queries: QueryClient,
  account: { handle: string; email: string; password: string },
): Promise<void> {
  const { handle, email, password } = account;
  const body = { name: handle, username: handle, email, password };
  await http('/api/auth/sign-up/email', { method: 'POST', body });
  await startAnew(queries);
}

/** Whoever else is signed in with the old password is signed out; this browser gets a new cookie. */
export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  const body = { currentPassword, newPassword, revokeOtherSessions: true };
  await http('/api/auth/change-password', { method: 'POST', body });
}

export async function signOut(queries: QueryClient): Promise<void> {
  await http('/api/auth/sign-out', { method: 'POST', body: {} });
  await startAnew(queries);
}

/** Nothing that one user has read is shown to the next. */
async function startAnew(queries: QueryClient): Promise<void> {
  // A look that is under way may have been answered for who was signed in before.
  await queries.cancelQueries({ queryKey: meQuery.queryKey });
  await queries.fetchQuery({ ...meQuery, staleTime: 0 });
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me', type: 'inactive' });
  await queries.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
}
