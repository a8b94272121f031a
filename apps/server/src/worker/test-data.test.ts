import assert from 'node:assert/strict';
import { access, chmod, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { until } from '@gavel/test-support';
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

test('a file that only its owner can read, as versions before wrote them, is opened to all', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gavel-test-data-'));
  const data = new TestData({ writeTo: (_sha256, path) => writeFile(path, 'x') }, folder);
  const path = await data.path('aa01');
  await chmod(path, 0o600);
  await data.path('aa01');
  assert.equal((await stat(path)).mode & 0o777, 0o644);
  assert.equal((await stat(dirname(path))).mode & 0o777, 0o700, 'but not its folder');
  await rm(folder, { recursive: true });
});

test('files are fetched eight at a time, and what a killed process had half fetched goes when it is old', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gavel-test-data-'));
  const { promise: go, resolve: answer } = Promise.withResolvers<void>();
  let running = 0;
  const most: number[] = [];
  const data = new TestData(
    {
      writeTo: async (_sha256, path) => {
        most.push(++running);
        await go;
        await writeFile(path, 'x');
        running--;
      },
    },
    folder,
  );
  const paths = Array.from({ length: 20 }, (_, n) => data.path(`a${n}`));
  await until('eight are fetched', () => running === 8);
  answer();
  await Promise.all(paths);
  assert.deepEqual([most.length, Math.max(...most)], [20, 8]);

  const [old, young] = [join(folder, 'unfinished-old'), join(folder, 'unfinished-young')];
  for (const path of [old, young]) await writeFile(path, 'half');
  await utimes(old, new Date(0), new Date(0));
  await data.removeUnfinished();
  await access(young);
  await assert.rejects(access(old));
  await rm(folder, { recursive: true });
});
