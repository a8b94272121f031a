import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sameTokens } from './compare.ts';

test('a sample is compared as the judge does: by tokens', () => {
  assert.ok(sameTokens('1 2\n3\n', '1  2 3'));
  assert.ok(sameTokens('', '\n'));
  assert.ok(!sameTokens('1 2', '1 2 3'));
  assert.ok(!sameTokens('12', '1 2'));
});
