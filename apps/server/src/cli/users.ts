import type { Role } from '@gavel/contract';
import type { Account } from '@gavel/store';
import { howToSignIn, resetPassword } from '../api/index.ts';
import { GavelError } from '../errors.ts';
import type { Resources } from '../resources.ts';
import { announceRights } from '../rights.ts';
import type { Settings } from '../settings.ts';
import { withResources } from './with-resources.ts';

/** `gavel reset-admin`: a new password for the first admin, whose sessions end. */
export function resetAdmin(settings: Settings): Promise<void> {
  return withResources(settings, async (resources) => {
    const admin = await resources.store.users.firstAdmin();
    if (!admin) {
      const message = 'there is no admin yet: the first start of an api, or of `gavel up`, makes one';
      throw new GavelError('no-admin', message);
    }
    await giveNewPassword(resources, admin);
  });
}

/** `gavel user password HANDLE`: the same for anybody, e.g. who has forgotten theirs. */
export function newPasswordFor(settings: Settings, handle: string): Promise<void> {
  return withResources(settings, async (resources) =>
    giveNewPassword(resources, await find(resources, handle)),
  );
}

/** `gavel user role HANDLE ROLE` */
export function setRole(settings: Settings, handle: string, role: Role): Promise<void> {
  return withResources(settings, async (resources) => {
    const { store, publisher, log } = resources;
    const account = await find(resources, handle);
    if (!(await store.users.setRole(account.id, role))) {
      throw new GavelError('last-admin', `${account.handle} is the only admin: make another one first`);
    }
    await announceRights(publisher, log, account.id);
    console.log(`${account.handle} is now ${role}`);
  });
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
