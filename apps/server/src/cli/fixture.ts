import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestApi } from '../api/fixture.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

/** Runs the real command, with the addresses that a machine without `gavel up` is given. */
export async function gavel(
  { redis, database }: Pick<TestApi, 'redis' | 'database'>,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env.PATH, REDIS_URL: redis.url, DATABASE_URL: database.url };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [MAIN, ...args], { env });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}
