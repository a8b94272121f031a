import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readProblem, readProblemsSearch, safeReturn, textOrNothing } from './search.ts';

describe('what an address says', () => {
  test('a list of submissions is asked for by the name of a problem, and by nothing else', () => {
    assert.deepEqual(readProblem('two-sums'), { problem: 'two-sums' });
    assert.deepEqual(readProblem(12), { problem: '12' });
    for (const other of ['<b>', 'Two', '-', '', undefined]) assert.deepEqual(readProblem(other), {});
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
