import { openStore } from '@gavel/store';
import { resetFirstAdmin } from '../api/index.ts';
import { GavelError } from '../errors.ts';
import { serverAddresses } from '../resources.ts';
import type { Settings } from '../settings.ts';

/** `gavel reset-admin`: a new one-time password for the first admin, whose sessions end. */
export async function resetAdmin(settings: Settings): Promise<void> {
  const store = openStore(serverAddresses(settings).databaseUrl);
  try {
    const admin = await resetFirstAdmin(store);
    if (!admin)
      throw new GavelError('no-admin', 'there is no admin yet: the first start of `gavel up` makes one');
    console.log(`Sign in as ${admin.handle} with the password ${admin.password}`);
  } finally {
    await store.close();
  }
}
