import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPrograms } from './programs.ts';
import { readmeNow } from './table.ts';

test('the README lists the programs as their headers tell (node test/hostile/table.ts writes it)', () => {
  const { is, shouldBe } = readmeNow();
  assert.equal(is, shouldBe);
  assert.ok(readPrograms().length >= 80);
});
