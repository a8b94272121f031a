import { glob } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readPackageDirectory } from '@gavel/problem-package';
import { openStore } from '@gavel/store';
import type { Logger } from 'pino';
import { ensureFirstAdmin, type OneTimePassword, putPackage } from '../../api/index.ts';
import { openCache } from '../../cache.ts';
import { declareCached } from '../../cached.ts';
import { checkoutRoot } from '../../paths.ts';

/** Brings the schema up to date, loads the sample problems into an empty Gavel, makes the first admin. */
export async function prepareData(
  { databaseUrl, redisUrl }: { databaseUrl: string; redisUrl: string },
  log: Logger,
): Promise<OneTimePassword | null> {
  const store = openStore(databaseUrl);
  const cache = openCache(redisUrl, store, log);
  try {
    await store.migrate();
    await loadSamples({ store, cache, cached: declareCached(cache) });
    return await ensureFirstAdmin(store);
  } finally {
    await cache.close();
    await store.close();
  }
}

/** Only where there is no problem at all: what an admin has removed or replaced must not come back. */
async function loadSamples(context: Parameters<typeof putPackage>[0]): Promise<void> {
  if ((await context.store.problems.reads.outlines()).length > 0) return;
  const folders = await Array.fromAsync(glob('problems/*/problem.yaml', { cwd: checkoutRoot }));
  for (const file of folders.sort()) {
    const folder = join(checkoutRoot, file, '..');
    await using problem = await readPackageDirectory(folder);
    await putPackage(context, basename(folder), problem);
  }
}
