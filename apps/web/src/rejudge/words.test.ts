import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, describeSelection } from './words.ts';

const names = { problem: () => 'Two sums', event: () => 'Spring contest', language: () => 'C++' };
const nothing = { problem: null, event: null, submissions: null, language: null, verdicts: null };

test('a set says what it was made of', () => {
  for (const [selection, words] of [
    [{ problem: 'two-sums' }, 'Two sums'],
    [{ problem: 'two-sums', event: 'e' }, 'Two sums and Spring contest'],
    [{ submissions: 1 }, 'one submission'],
    [{ submissions: 7, language: 'cpp', verdicts: ['WA', 'TLE'] }, '7 submissions, in C++, with WA or TLE'],
  ] as const) {
    const asked = {
      ...nothing,
      ...selection,
      verdicts: 'verdicts' in selection ? [...selection.verdicts] : null,
    };
    assert.equal(describeSelection(asked, names), words);
  }
  assert.deepEqual(
    [count(1, 'verdict', 'verdicts'), count(0, 'verdict', 'verdicts')],
    ['1 verdict', '0 verdicts'],
  );
});
