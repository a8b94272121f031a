import type { Standings, StandingsRow } from '@gavel/contract';
import { toCsv } from '../ui/csv.ts';
import { inOneLine } from './cell-text.ts';

/** The rows as the table has them; what the freeze hides there is hidden here. */
export function standingsCsv(
  { problems, scoring }: Pick<Standings, 'problems' | 'scoring'>,
  rows: readonly StandingsRow[],
): string {
  const icpc = scoring === 'icpc';
  const head = [
    ...['Rank', 'Participant'],
    ...(icpc ? ['Solved', 'Penalty'] : ['Points']),
    ...problems.map(({ label, title }) => `${label} ${title}`),
  ];
  const lines = rows.map(({ rank, user, solved, penalty, points, cells }) => [
    ...[rank, user.handle],
    ...(icpc ? [solved, penalty] : [points]),
    ...problems.map((_, at) => {
      const cell = cells[at];
      return cell ? inOneLine(cell, scoring) : '';
    }),
  ]);
  return toCsv([head, ...lines]);
}
