import { randomBytes } from 'node:crypto';
import { type Account, type Store, StoreError } from '@gavel/store';
import { hashOfPassword } from './auth.ts';

export interface OneTimePassword {
  readonly handle: string;
  readonly password: string;
}

/** The second is for a Gavel that visitors found before it had an admin: one of them may be called `admin`. */
const HANDLES = ['admin', 'gavel-admin'];

/**
 * Makes an admin, called `admin`, if there is none yet, and gives the password to print, once. null: there is an admin.
 * Any number of processes may call it at once.
 */
export async function ensureFirstAdmin(store: Store): Promise<OneTimePassword | null> {
  if (await store.users.firstAdmin()) return null;
  const password = newPassword();
  let taken: unknown;
  for (const handle of HANDLES) {
    const admin = { handle, email: `${handle}@gavel.local`, role: 'admin' } as const;
    try {
      await store.users.create({ ...admin, passwordHash: await hashOfPassword(password) });
      return { handle, password };
    } catch (error) {
      if (!(error instanceof StoreError && /^(handle|email)-taken$/.test(error.code))) throw error;
      if (await store.users.firstAdmin()) return null;
      taken = error;
    }
  }
  throw taken;
}

export const howToSignIn = ({ handle, password }: OneTimePassword) =>
  `Sign in as ${handle} with the password ${password} (shown this once)`;

/** Gives somebody a new password in the place of the old one; their sessions end. */
export async function resetPassword(store: Store, { id, handle }: Account): Promise<OneTimePassword> {
  const password = newPassword();
  await store.users.setPassword(id, await hashOfPassword(password));
  return { handle, password };
}

const newPassword = () => randomBytes(12).toString('base64url');
