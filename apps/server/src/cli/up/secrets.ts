import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Secrets of this installation, made at the first start and kept in the data folder (mode 0600). */
export interface Secrets {
  redisPassword: string;
  postgresPassword: string;
  authSecret: string;
}

export async function loadSecrets(home: string): Promise<Secrets> {
  const file = join(home, 'secrets.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const secret = () => randomBytes(24).toString('base64url');
  const secrets = { redisPassword: secret(), postgresPassword: secret(), authSecret: secret() };
  // Made aside and renamed: a power cut leaves all of it or nothing.
  await writeFile(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  return secrets;
}
