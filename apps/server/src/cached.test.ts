import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '@gavel/store';
import { type Cached, cachedProblems } from './cached.ts';

test('what an api of an older version has put into the cache is read as if it had all fields', async () => {
  const holding = (value: unknown) => ({ read: async () => value });
  const kept = { problem: holding({ slug: 'a' }), problems: holding([{ slug: 'a' }]), solvers: holding({}) };
  const reads = cachedProblems(kept as unknown as Cached, { problems: { reads: {} } } as Store);
  assert.deepEqual(await reads.content('a'), { slug: 'a', interactive: false });
  assert.deepEqual(await reads.outlines(), [{ slug: 'a', interactive: false }]);
});
