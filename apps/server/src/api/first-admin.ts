import { randomBytes } from 'node:crypto';
import { type Store, StoreError } from '@gavel/store';
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

/** A new password for the first admin, whose sessions end. null: there is no admin yet. */
export async function resetFirstAdmin(store: Store): Promise<(OneTimePassword & { id: string }) | null> {
  const admin = await store.users.firstAdmin();
  if (!admin) return null;
  const password = newPassword();
  await store.users.setPassword(admin.id, await hashOfPassword(password));
  return { id: admin.id, handle: admin.handle, password };
}

const newPassword = () => randomBytes(12).toString('base64url');
