import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import type { Database } from './database.ts';
import { StoreError } from './errors.ts';

const folder = join(import.meta.dirname, 'migrations');

/**
 * Brings the schema up to date, all or nothing, and names the migrations that were run. An advisory lock of Kysely's
 * lets any number of processes call it at once.
 */
export async function migrate(db: Database): Promise<string[]> {
  const migrator = new Migrator({ db, provider: new SqlFiles() });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) {
    const name = results.find((result) => result.status === 'Error')?.migrationName;
    if (!name) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError('migration-failed', `migration ${name} failed: ${reason}`, { cause: error });
  }
  return results.map((result) => result.migrationName);
}

class SqlFiles implements MigrationProvider {
  async getMigrations(): Promise<Record<string, Migration>> {
    const files = (await readdir(folder)).filter((name) => name.endsWith('.sql'));
    const entries = files.map(async (file) => {
      const text = await readFile(join(folder, file), 'utf8');
      return [
        file.slice(0, -'.sql'.length),
        { up: async (db: Database) => void (await sql.raw(text).execute(db)) },
      ];
    });
    return Object.fromEntries(await Promise.all(entries));
  }
}
