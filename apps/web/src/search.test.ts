import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  readPackageSearch,
  readProblemsSearch,
  readSubmissionsSearch,
  safeReturn,
  textOrNothing,
} from './search.ts';

describe('what an address says', () => {
  test('a list of submissions is asked for by what can be a name, and by nothing else', () => {
    const event = '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071';
    const all = { problem: 'two-sums', event, of: 'all', handle: 'Ana.B' } as const;
    assert.deepEqual(readSubmissionsSearch(all), all);
    const none = { problem: undefined, event: undefined, of: undefined, handle: undefined };
    const numbers = { ...none, problem: '12', handle: '12' };
    assert.deepEqual(readSubmissionsSearch({ problem: 12, handle: 12 }), numbers);
    for (const other of ['<b>', '-', '', undefined]) {
      const nothing = { problem: other, event: other, of: other, handle: other };
      assert.deepEqual(readSubmissionsSearch(nothing), none);
    }
  });

  test('of the problem list', () => {
    assert.deepEqual(readProblemsSearch({ q: 'sum', status: 'solved', other: 1 }), {
      q: 'sum',
      status: 'solved',
    });
    assert.deepEqual(readProblemsSearch({ q: '', status: 'everything' }), {});
    assert.deepEqual(textOrNothing('q', 12), { q: '12' });
    assert.deepEqual(textOrNothing('q', { $ne: 1 }), {});
  });

  test('of the problem that a package shall replace', () => {
    assert.deepEqual(readPackageSearch({ slug: 'two-sums' }), { slug: 'two-sums' });
    assert.deepEqual(readPackageSearch({ slug: 'Two Sums' }), { slug: undefined });
  });

  test('of the way back after signing in: never to another site', () => {
    assert.equal(safeReturn('/problems/two-sums?from=1#x'), '/problems/two-sums?from=1#x');
    for (const bad of [
      undefined,
      '',
      'problems',
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/\t/evil',
    ]) {
      assert.equal(safeReturn(bad), '/problems', String(bad));
    }
  });
});
