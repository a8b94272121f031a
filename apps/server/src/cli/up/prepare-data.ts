import { glob } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readPackageDirectory } from '@gavel/problem-package';
import { openStore, type Store } from '@gavel/store';
import { ensureFirstAdmin, type OneTimePassword, putPackage } from '../../api/index.ts';
import { checkoutRoot } from '../../paths.ts';

/** Brings the schema up to date, loads the sample problems into an empty Gavel, makes the first admin. */
export async function prepareData(databaseUrl: string): Promise<OneTimePassword | null> {
  const store = openStore(databaseUrl);
  try {
    await store.migrate();
    await loadSamples(store);
    return await ensureFirstAdmin(store);
  } finally {
    await store.close();
  }
}

/** Only where there is no problem at all: what an admin has removed or replaced must not come back. */
async function loadSamples(store: Store): Promise<void> {
  if ((await store.problems.list(null)).length > 0) return;
  const folders = await Array.fromAsync(glob('problems/*/problem.yaml', { cwd: checkoutRoot }));
  for (const file of folders.sort()) {
    const folder = join(checkoutRoot, file, '..');
    await using problem = await readPackageDirectory(folder);
    await putPackage(store, basename(folder), problem);
  }
}
