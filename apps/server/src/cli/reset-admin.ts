import { Publisher } from '@gavel/live';
import { openStore } from '@gavel/store';
import { serverAddresses } from '../addresses.ts';
import { resetFirstAdmin } from '../api/index.ts';
import { GavelError } from '../errors.ts';
import { createLog } from '../log.ts';

import { announceRights } from '../rights.ts';
import type { Settings } from '../settings.ts';

/** `gavel reset-admin`: a new one-time password for the first admin, whose sessions end. */
export async function resetAdmin(settings: Settings): Promise<void> {
  const { databaseUrl, redisUrl } = serverAddresses(settings);
  const store = openStore(databaseUrl);
  const publisher = new Publisher({ url: redisUrl });
  try {
    const admin = await resetFirstAdmin(store);
    if (!admin)
      throw new GavelError(
        'no-admin',
        'there is no admin yet: the first start of an api, or of `gavel up`, makes one',
      );
    await announceRights(publisher, createLog('reset-admin', settings.logLevel), admin.id);
    console.log(`Sign in as ${admin.handle} with the password ${admin.password}`);
  } finally {
    publisher.close();
    await store.close();
  }
}
