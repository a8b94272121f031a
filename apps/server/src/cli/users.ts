import type { Role } from '@gavel/contract';
import type { Account } from '@gavel/store';
import { howToSignIn, resetPassword } from '../api/index.ts';
import { GavelError } from '../errors.ts';
import { openResources, type Resources } from '../resources.ts';
import { announceRights } from '../rights.ts';
import type { Settings } from '../settings.ts';

/** `gavel reset-admin`: a new password for the first admin, whose sessions end. */
export async function resetAdmin(settings: Settings): Promise<void> {
  await using resources = openResources('users', settings);
  const admin = await resources.store.users.firstAdmin();
  if (!admin) {
    const message = 'there is no admin yet: the first start of an api, or of `gavel up`, makes one';
    throw new GavelError('no-admin', message);
  }
  await giveNewPassword(resources, admin);
}

/** `gavel user password HANDLE`: the same for anybody, e.g. who has forgotten theirs. */
export async function newPasswordFor(settings: Settings, handle: string): Promise<void> {
  await using resources = openResources('users', settings);
  await giveNewPassword(resources, await find(resources, handle));
}

/** `gavel user role HANDLE ROLE` */
export async function setRole(settings: Settings, handle: string, role: Role): Promise<void> {
  await using resources = openResources('users', settings);
  const { store, publisher, log } = resources;
  const account = await find(resources, handle);
  await store.users.setRole(account.id, role);
  await announceRights(publisher, log, account.id);
  console.log(`${account.handle} is now ${role}`);
}

async function giveNewPassword({ store, publisher, log }: Resources, account: Account): Promise<void> {
  const signIn = await resetPassword(store, account);
  await announceRights(publisher, log, account.id);
  console.log(howToSignIn(signIn));
}

async function find({ store }: Resources, handle: string): Promise<Account> {
  const account = await store.users.byHandle(handle);
  if (!account) throw new GavelError('no-user', `nobody is called ${handle}`);
  return account;
}
