import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { limitsSwap } from './cgroups.ts';

/** A tree of groups as kernels show it, by the files that matter. */
const trees: [string, string[], boolean][] = [
  ['version 2, a group of its own', ['memory.max', 'memory.swap.max'], true],
  ['version 2 without swap accounting', ['memory.max'], false],
  ['version 2, the root', ['a/memory.max', 'a/memory.swap.max', 'b/cgroup.procs'], true],
  ['version 2, the root without swap accounting', ['a/memory.max', 'b/memory.max'], false],
  ['version 2, an empty root', ['cgroup.procs'], true],
];
for (const [name, files, limited] of trees)
  test(`swap is ${limited ? '' : 'not '}limited: ${name}`, async () => {
    const unified = await mkdtemp(join(tmpdir(), 'gavel-groups-'));
    try {
      for (const file of files) {
        await mkdir(join(unified, file, '..'), { recursive: true });
        await writeFile(join(unified, file), '');
      }
      assert.equal(limitsSwap({ version: 'v2', unified }), limited);
      const v1 = { version: 'v1', memory: unified, pids: unified, cpuacct: unified } as const;
      assert.equal(limitsSwap(v1), false);
      await writeFile(join(unified, 'memory.memsw.limit_in_bytes'), '');
      assert.equal(limitsSwap(v1), true);
    } finally {
      await rm(unified, { recursive: true, force: true });
    }
  });
