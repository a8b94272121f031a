import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatAgo,
  formatKibibytes,
  formatLimit,
  formatMilliseconds,
  formatWait,
  isolate,
} from './format.ts';

test('times and memory are short and keep what matters', () => {
  assert.equal(formatMilliseconds(null), '–');
  assert.equal(formatMilliseconds(0), '0 ms');
  assert.equal(formatMilliseconds(1004), '1.00 s');
  assert.equal(formatMilliseconds(12_340), '12.3 s');
  assert.equal(formatWait(0), 'about 1 s');
  assert.equal(formatWait(12_300), 'about 13 s');
  assert.equal(formatWait(200_000), 'about 3 min');
  assert.equal(formatLimit(1500), '1.5 s');
  assert.equal(formatLimit(2000), '2 s');
  assert.equal(formatKibibytes(800), '800 KiB');
  assert.equal(formatKibibytes(3482), '3.4 MiB');
  assert.equal(formatKibibytes(262_144), '256 MiB');
});

test('the past is told in the largest unit that fits', () => {
  const now = Date.parse('2026-05-05T12:00:00Z');
  const ago = (seconds: number) => formatAgo(new Date(now - seconds * 1000).toISOString(), now);
  assert.equal(ago(20), 'just now');
  assert.equal(ago(110), '2 minutes ago');
  assert.equal(ago(3 * 3600), '3 hours ago');
  assert.equal(ago(26 * 3600), 'yesterday');
});

test('a title that turns the direction of its text turns nothing after it', () => {
  assert.equal(`${isolate('\u202eevil')} (a-b)`, '\u2068\u202eevil\u2069 (a-b)');
});
