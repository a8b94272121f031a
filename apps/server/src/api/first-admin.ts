import { randomBytes } from 'node:crypto';
import { type Store, StoreError } from '@gavel/store';
import { hashOfPassword } from './auth.ts';

export interface OneTimePassword {
  readonly handle: string;
  readonly password: string;
}

/**
 * Makes the user `admin` if there is no admin yet, and gives the password to print, once. null: there is an admin.
 * Any number of processes may call it at once.
 */
export async function ensureFirstAdmin(store: Store): Promise<OneTimePassword | null> {
  if (await store.users.firstAdmin()) return null;
  const password = newPassword();
  const admin = { handle: 'admin', email: 'admin@gavel.local', role: 'admin' } as const;
  try {
    await store.users.create({ ...admin, passwordHash: await hashOfPassword(password) });
  } catch (error) {
    const another =
      error instanceof StoreError && error.code === 'handle-taken' && (await store.users.firstAdmin());
    if (another) return null;
    throw error;
  }
  return { handle: admin.handle, password };
}

/** A new password for the first admin, whose sessions end. null: there is no admin yet. */
export async function resetFirstAdmin(store: Store): Promise<(OneTimePassword & { id: string }) | null> {
  const admin = await store.users.firstAdmin();
  if (!admin) return null;
  const password = newPassword();
  await store.users.setPassword(admin.id, await hashOfPassword(password));
  return { id: admin.id, handle: admin.handle, password };
}

const newPassword = () => randomBytes(12).toString('base64url');
