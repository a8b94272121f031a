import type { EventDetail, EventProblem, Standings, StandingsRow } from '@gavel/contract';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useRef } from 'react';
import { Cell } from './StandingsCell.tsx';
import './standings.css';

const ROW_PX = 46;

/**
 * Only the rows in sight are in the page: there may be thousands. `own`: the reader's row with nothing hidden, which
 * stands first and takes the place of the one in the table.
 */
export function StandingsTable(props: {
  event: EventDetail;
  standings: Standings;
  rows: readonly StandingsRow[];
  own: StandingsRow | undefined;
}) {
  const { event, standings, rows, own } = props;
  const frame = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const shown = virtual.getVirtualItems();
  const above = shown[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  const columns = standings.problems.length + 3;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls both ways, and must do so by keyboard too
    <section className="standings-frame" ref={frame} tabIndex={0} aria-label="Table of the standings">
      <table className="standings-table numbers" aria-rowcount={rows.length + 1}>
        <Head event={event} standings={standings} />
        <tbody>
          {own && rows.length > 8 && (
            <Row row={own} problems={standings.problems} scoring={standings.scoring} own pinned />
          )}
          {above > 0 && <Gap px={above} columns={columns} />}
          {shown.map(({ index }) => {
            const row = rows[index] as StandingsRow;
            const isOwn = row.user.id === own?.user.id;
            return (
              <Row
                key={row.user.id}
                row={isOwn ? own : row}
                problems={standings.problems}
                scoring={standings.scoring}
                own={isOwn}
                index={index + 2}
              />
            );
          })}
          {below > 0 && <Gap px={below} columns={columns} />}
        </tbody>
      </table>
    </section>
  );
}

function Head({ event, standings }: { event: EventDetail; standings: Standings }) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" className="standings-rank">
          #
        </th>
        <th scope="col" className="standings-user">
          Participant
        </th>
        <th scope="col">{standings.scoring === 'icpc' ? 'Solved' : 'Points'}</th>
        {standings.problems.map(({ label, slug, title }) => (
          <th key={slug} scope="col" className="standings-problem">
            <Link to="/events/$id/problems/$slug" params={{ id: event.id, slug }} title={title}>
              {label}
              <span className="visually-hidden">, {title}</span>
            </Link>
          </th>
        ))}
      </tr>
    </thead>
  );
}

const Gap = ({ px, columns }: { px: number; columns: number }) => (
  <tr>
    <td colSpan={columns} style={{ height: px, padding: 0, border: 0 }} />
  </tr>
);

interface RowProps {
  row: StandingsRow;
  problems: readonly EventProblem[];
  scoring: Standings['scoring'];
  own?: boolean;
  /** Stays in sight above the others. */
  pinned?: boolean;
  index?: number;
}

/** Drawn again only when it has changed: answers that are equal keep their objects. */
const Row = memo(function Row({ row, problems, scoring, own = false, pinned = false, index }: RowProps) {
  const { rank, user, solved, penalty, points, cells } = row;
  return (
    <tr
      aria-rowindex={index}
      data-own={own}
      data-pinned={pinned}
      data-testid={pinned ? 'own-row' : 'standings-row'}
      data-handle={user.handle}
    >
      <td className="standings-rank">{rank}</td>
      <th scope="row" className="standings-user">
        <span>{user.handle}</span>
        {own && <span className="event-mark">You</span>}
      </th>
      <td className="standings-total">
        {scoring === 'icpc' ? (
          <>
            <strong data-testid="solved">{solved}</strong>
            <small title="Penalty, in minutes">
              {penalty}
              <span className="visually-hidden"> minutes of penalty</span>
            </small>
          </>
        ) : (
          <strong data-testid="points">{points}</strong>
        )}
      </td>
      {problems.map(({ slug }, at) => (
        <Cell key={slug} cell={cells[at] ?? null} scoring={scoring} />
      ))}
    </tr>
  );
});
