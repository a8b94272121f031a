import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StandingsCell, StandingsRow } from '@gavel/contract';
import { standingsCsv } from './standings-csv.ts';

const problems = [
  { label: 'A', slug: 'sums', title: 'Sums, twice' },
  { label: 'B', slug: 'trains', title: 'Trains' },
];
const untouched: StandingsCell = { wrong: 0, pending: 0, solvedAt: null, points: 0, first: false };
const cell = (changes: Partial<StandingsCell>): StandingsCell => ({ ...untouched, ...changes });

function row(
  handle: string,
  cells: (StandingsCell | null)[],
  rest: Partial<StandingsRow> = {},
): StandingsRow {
  return { rank: 1, user: { id: handle, handle }, solved: 0, penalty: 0, points: 0, cells, ...rest };
}

test('each row has what the table shows of it', () => {
  const rows = [
    row('ann', [cell({ solvedAt: 45, first: true }), cell({ solvedAt: 60, wrong: 2 })], {
      solved: 2,
      penalty: 145,
    }),
    row('-bob', [cell({ wrong: 3 }), null], { rank: 2 }),
    row('cy', [cell({ pending: 2, wrong: 1 }), cell({ pending: 1 })], { rank: 3 }),
  ];
  assert.deepEqual(standingsCsv({ problems, scoring: 'icpc' }, rows).split('\r\n'), [
    '\ufeffRank,Participant,Solved,Penalty,"A Sums, twice",B Trains',
    '1,ann,2,145,★ 45,✓ 60 +2',
    "2,'-bob,0,0,✗ −3,",
    '3,cy,0,0,? 2 −1,? 1',
    '',
  ]);
});

test('where points count, they stand in the place of minutes', () => {
  const rows = [row('ann', [cell({ solvedAt: 45, points: 100, wrong: 1 }), cell({ points: 40, wrong: 2 })])];
  assert.deepEqual(standingsCsv({ problems, scoring: 'points' }, rows).split('\r\n').slice(0, 2), [
    '\ufeffRank,Participant,Points,"A Sums, twice",B Trains',
    '1,ann,0,✓ 100 +1,✗ 40 −2',
  ]);
});
