import type { Standings, StandingsCell } from '@gavel/contract';
import { Icon, type IconName } from '../ui/Icon.tsx';

type Look = 'first' | 'solved' | 'pending' | 'tried';

const icons: Record<Look, IconName> = { first: 'star', solved: 'check', pending: 'question', tried: 'cross' };

/** A sign and a word beside the colour, for those who do not see it. */
export function Cell({ cell, scoring }: { cell: StandingsCell | null; scoring: Standings['scoring'] }) {
  if (cell === null) return <td className="standings-cell" />;
  const look = lookOf(cell);
  return (
    <td className="standings-cell" data-look={look} data-testid="standings-cell" title={inWords(cell)}>
      <span aria-hidden="true">
        <span>
          <Icon name={icons[look]} />
          {figure(cell, scoring)}
        </span>
        <small>{attempts(cell)}</small>
      </span>
      <span className="visually-hidden">{inWords(cell)}</span>
    </td>
  );
}

function lookOf({ solvedAt, first, pending }: StandingsCell): Look {
  if (solvedAt !== null) return first ? 'first' : 'solved';
  return pending > 0 ? 'pending' : 'tried';
}

function figure({ solvedAt, points, pending }: StandingsCell, scoring: Standings['scoring']): string {
  if (scoring === 'points' && (points > 0 || pending === 0)) return String(points);
  if (solvedAt !== null) return String(solvedAt);
  return pending > 0 ? String(pending) : '';
}

function attempts({ solvedAt, wrong }: StandingsCell): string {
  if (wrong === 0) return '';
  return solvedAt === null ? `−${wrong}` : `+${wrong}`;
}

function inWords({ solvedAt, first, wrong, pending, points }: StandingsCell): string {
  const parts = [
    solvedAt !== null && `solved in minute ${solvedAt}${first ? ', first of all' : ''}`,
    solvedAt === null && points > 0 && `${points} points`,
    solvedAt === null && wrong > 0 && `${wrong} wrong`,
    solvedAt !== null && wrong > 0 && `${wrong} wrong before`,
    pending > 0 && `${pending} waiting`,
  ];
  return parts.filter(Boolean).join(', ');
}
