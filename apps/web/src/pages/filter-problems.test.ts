import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OwnStatus, ProblemSummary } from '@gavel/contract';
import { filterProblems } from './filter-problems.ts';

function problem(
  slug: string,
  title: string,
  own: OwnStatus | null,
  difficulty: number | null = null,
): ProblemSummary {
  return {
    slug,
    title,
    own,
    difficulty,
    timeLimitMs: 1000,
    memoryLimitKiB: 1024,
    tests: 1,
    interactive: false,
    solvedBy: 0,
  };
}

const problems = [
  problem('two-sums', 'Two Sums', 'solved'),
  problem('metro', 'Le métro', 'tried'),
  problem('tides', 'Tide Tables', 'none'),
];
const slugs = (search: Parameters<typeof filterProblems>[1]) =>
  filterProblems(problems, search).map(({ slug }) => slug);

test('problems are filtered by every word, without regard to case and accents', () => {
  assert.deepEqual(slugs({}), ['metro', 'tides', 'two-sums']);
  assert.deepEqual(slugs({ q: ' SUMS two ' }), ['two-sums']);
  assert.deepEqual(slugs({ q: 'metro' }), ['metro']);
  assert.deepEqual(slugs({ q: 'nothing' }), []);
});

test('problems are filtered by own status, which a visitor does not have', () => {
  assert.deepEqual(slugs({ status: 'tried' }), ['metro']);
  assert.deepEqual(slugs({ status: 'none', q: 't' }), ['tides']);
  assert.equal(filterProblems([problem('a', 'A', null)], { status: 'solved' }).length, 1);
});

test('easy problems come first, then by title, and what has no difficulty last', () => {
  const mixed = [
    problem('x', 'X', 'none'),
    problem('hard', 'A', 'none', 7),
    problem('beta', 'Beta', 'none', 2),
    problem('alpha', 'alpha', 'none', 2),
  ];
  const order = filterProblems(mixed, {}).map(({ slug }) => slug);
  assert.deepEqual(order, ['alpha', 'beta', 'hard', 'x']);
});
