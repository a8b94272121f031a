import { howToSignIn, resetFirstAdmin } from '../api/index.ts';
import { GavelError } from '../errors.ts';
import { openResources } from '../resources.ts';
import { announceRights } from '../rights.ts';
import type { Settings } from '../settings.ts';

/** `gavel reset-admin`: a new one-time password for the first admin, whose sessions end. */
export async function resetAdmin(settings: Settings): Promise<void> {
  await using resources = openResources('reset-admin', settings);
  const { store, publisher, log } = resources;
  const admin = await resetFirstAdmin(store);
  if (!admin)
    throw new GavelError(
      'no-admin',
      'there is no admin yet: the first start of an api, or of `gavel up`, makes one',
    );
  await announceRights(publisher, log, admin.id);
  console.log(howToSignIn(admin));
}
