import assert from 'node:assert/strict';
import { access, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { TestData } from './test-data.ts';

test('test data is fetched once, and past the bound what was used longest ago goes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gavel-test-data-'));
  const fetched: string[] = [];
  const writeTo = async (sha256: string, path: string) => {
    fetched.push(sha256);
    await writeFile(path, Buffer.alloc(1_000));
  };
  const data = new TestData({ writeTo }, folder, 2_500);
  const [old, used, young, newest] = ['aa01', 'bb02', 'cc03', 'dd04'] as const;
  const paths = new Map<string, string>();
  for (const name of [old, used, young]) paths.set(name, await data.path(name));
  assert.ok(
    paths.get(old) === (await data.path(old)) && fetched.length === 3,
    'young files stay, past the bound too',
  );

  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
  for (const [name, hours] of [
    [old, 3],
    [used, 4],
    [young, 2],
  ] as const) {
    await utimes(paths.get(name) as string, hoursAgo(hours), hoursAgo(hours));
  }
  await data.path(used);
  await data.path(newest);
  await assert.rejects(access(paths.get(old) as string), 'used longest ago');
  await assert.rejects(access(paths.get(young) as string), 'and the next, down to the bound');
  await access(paths.get(used) as string);
  await data.path(old);
  assert.deepEqual(fetched, [old, used, young, newest, old], 'what has gone is fetched again');
  await rm(folder, { recursive: true });
});
