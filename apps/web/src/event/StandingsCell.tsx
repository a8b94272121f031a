import type { Standings, StandingsCell } from '@gavel/contract';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { attempts, figure, inWords, type Look, lookOf } from './cell-text.ts';

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
