import type { EventDetail, Standings, StandingsRow } from '@gavel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { http } from '../api/http.ts';
import { eventQuery, meQuery, standingsQuery } from '../api/queries.ts';
import { EventFrame } from '../event/EventFrame.tsx';
import { isFrozen, phaseOf } from '../event/phase.ts';
import { StandingsTable } from '../event/StandingsTable.tsx';
import { standingsCsv } from '../event/standings-csv.ts';
import { useStandings } from '../event/useEvent.ts';
import { useServerNow } from '../event/useServerNow.ts';
import { Icon } from '../ui/Icon.tsx';
import { saveFile } from '../ui/save-file.ts';
import { Empty, ErrorNotice, Skeleton } from '../ui/states.tsx';

const route = getRouteApi('/events/$id/standings');

export function StandingsPage() {
  const { id } = route.useParams();
  return (
    <EventFrame key={id} id={id}>
      {(event) => <Live event={event} />}
    </EventFrame>
  );
}

function Live({ event }: { event: EventDetail }) {
  const { standings, own } = useStandings(event);
  return (
    <>
      <Freeze event={event} />
      {standings.isPending && <Skeleton lines={8} height={34} />}
      {standings.isError && <ErrorNotice error={standings.error} retry={() => void standings.refetch()} />}
      {standings.data && <Found event={event} standings={standings.data} own={own} />}
    </>
  );
}

/** Says that what is shown is not the last word, and lets an admin show that. */
function Freeze({ event }: { event: EventDetail }) {
  const queries = useQueryClient();
  const isAdmin = useQuery(meQuery).data?.role === 'admin';
  const now = useServerNow();
  const reveal = useMutation({
    mutationFn: () => http<EventDetail>(`/api/v1/events/${event.id}/reveal`, { method: 'POST', body: {} }),
    onSuccess: (revealed) => {
      queries.setQueryData(eventQuery(event.id).queryKey, revealed);
      return queries.invalidateQueries({ queryKey: standingsQuery(event.id).queryKey });
    },
  });
  if (!isFrozen(event, now)) return null;
  const over = phaseOf(event, now) === 'over';
  return (
    <div className="notice standings-freeze">
      <Icon name="snow" />
      <p>
        {isAdmin
          ? 'Frozen for participants; as an admin you see everything.'
          : 'Frozen: what was sent since is shown as “?”, until the organisers reveal it. Your own row hides nothing from you.'}
      </p>
      {isAdmin && over && (
        <button
          type="button"
          className="button button-small"
          disabled={reveal.isPending}
          onClick={() => reveal.mutate()}
        >
          Reveal
        </button>
      )}
      {reveal.isError && <ErrorNotice error={reveal.error} />}
    </div>
  );
}

/** With a field to find people: the browser's own search sees only the rows that are on the screen. */
function Found(props: { event: EventDetail; standings: Standings; own: StandingsRow | undefined }) {
  const { event, standings, own } = props;
  const [wanted, setWanted] = useState('');
  if (standings.rows.length === 0) {
    return <Empty title="Nobody has joined yet" />;
  }
  const text = wanted.trim().toLowerCase();
  const rows = text
    ? standings.rows.filter(({ user }) => user.handle.toLowerCase().includes(text))
    : standings.rows;
  return (
    <div className="standings">
      <div className="standings-bar">
        <label className="search-field">
          <Icon name="search" />
          <span className="visually-hidden">Find a participant</span>
          <input
            className="input"
            type="search"
            placeholder="Find a participant"
            value={wanted}
            onChange={({ target }) => setWanted(target.value)}
          />
        </label>
        <p className="field-hint" role="status">
          {text ? `${rows.length} of ` : ''}
          {standings.rows.length} {standings.rows.length === 1 ? 'participant' : 'participants'}
        </p>
        <CsvButton {...props} rows={rows} />
      </div>
      <StandingsTable event={event} standings={standings} rows={rows} own={own} />
      <Legend standings={standings} />
    </div>
  );
}

/** Saves what the table shows: the rows that were found, and one's own with nothing hidden. */
function CsvButton(props: {
  event: EventDetail;
  standings: Standings;
  rows: readonly StandingsRow[];
  own: StandingsRow | undefined;
}) {
  const { event, standings, rows, own } = props;

  function save() {
    const shown = rows.map((row) => (row.user.id === own?.user.id ? own : row));
    saveFile(`${event.title} standings.csv`, 'text/csv', standingsCsv(standings, shown));
  }

  return (
    <button type="button" className="button button-small" title="Save what is shown as CSV" onClick={save}>
      <Icon name="save" /> CSV
    </button>
  );
}

function Legend({ standings }: { standings: Standings }) {
  return (
    <p className="standings-legend field-hint">
      {standings.scoring === 'icpc'
        ? 'Ranked by problems solved, then by penalty: the minutes until each was solved, and 20 for each wrong attempt at it.'
        : 'Ranked by the sum of the best score for each problem.'}{' '}
      <Icon name="check" /> solved, with the minute; <Icon name="star" /> solved first of all;{' '}
      <Icon name="cross" /> not solved; <Icon name="question" /> waiting; +1, −1: wrong attempts.
    </p>
  );
}
