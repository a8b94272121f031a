import type { Standings, StandingsCell } from '@gavel/contract';

type Scoring = Standings['scoring'];
export type Look = 'first' | 'solved' | 'pending' | 'tried';

export function lookOf({ solvedAt, first, pending }: StandingsCell): Look {
  if (solvedAt !== null) return first ? 'first' : 'solved';
  return pending > 0 ? 'pending' : 'tried';
}

export function figure({ solvedAt, points, pending }: StandingsCell, scoring: Scoring): string {
  if (scoring === 'points' && (points > 0 || pending === 0)) return String(points);
  if (solvedAt !== null) return String(solvedAt);
  return pending > 0 ? String(pending) : '';
}

export function attempts({ solvedAt, wrong }: StandingsCell): string {
  if (wrong === 0) return '';
  return solvedAt === null ? `−${wrong}` : `+${wrong}`;
}

const signs: Record<Look, string> = { first: '★', solved: '✓', pending: '?', tried: '✗' };

/** What the cell shows, where there are no icons. The sign comes first: no spreadsheet takes it for a sum or a date. */
export function inOneLine(cell: StandingsCell, scoring: Scoring): string {
  return [signs[lookOf(cell)], figure(cell, scoring), attempts(cell)].filter(Boolean).join(' ');
}

export function inWords({ solvedAt, first, wrong, pending, points }: StandingsCell): string {
  const parts = [
    solvedAt !== null && `solved in minute ${solvedAt}${first ? ', first of all' : ''}`,
    solvedAt === null && points > 0 && `${points} points`,
    solvedAt === null && wrong > 0 && `${wrong} wrong`,
    solvedAt !== null && wrong > 0 && `${wrong} wrong before`,
    pending > 0 && `${pending} waiting`,
  ];
  return parts.filter(Boolean).join(', ');
}
