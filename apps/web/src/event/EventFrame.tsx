import type { EventDetail } from '@gavel/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../api/errors.ts';
import { meQuery } from '../api/queries.ts';
import { NotFound } from '../pages/NotFound.tsx';
import { ErrorNotice, Skeleton } from '../ui/states.tsx';
import { useTitle } from '../ui/useTitle.ts';
import { Countdown } from './Countdown.tsx';
import { EventMarks } from './EventMarks.tsx';
import { EventTimes } from './EventTimes.tsx';
import { formatLength } from './phase.ts';
import { useEvent } from './useEvent.ts';
import './event.css';

/** What the pages of an event have in common: its name, times and countdown, and the way between them. */
export function EventFrame({ id, children }: { id: string; children: (event: EventDetail) => ReactNode }) {
  const event = useEvent(id);
  useTitle(event.data?.title);
  if (event.data) return <Loaded event={event.data}>{children(event.data)}</Loaded>;
  const { error } = event;
  const missing = error instanceof ApiError && (error.status === 404 || error.status === 400);
  if (missing) return <NotFound what="event" />;
  return (
    <div className="page">
      {error ? <ErrorNotice error={error} retry={() => void event.refetch()} /> : <Skeleton lines={7} />}
    </div>
  );
}

function Loaded({ event, children }: { event: EventDetail; children: ReactNode }) {
  const isAdmin = useQuery(meQuery).data?.role === 'admin';
  const { id } = event;
  return (
    <div className="page event-page">
      <header className="event-head">
        <div>
          <h1>{event.title}</h1>
          <p className="event-facts">
            <EventTimes event={event} />
            <span>{formatLength(event)}</span>
            <span>{event.scoring === 'icpc' ? 'ICPC rules' : 'Points'}</span>
            <EventMarks event={event} />
          </p>
        </div>
        <Countdown event={event} />
      </header>
      <nav className="event-nav" aria-label="Event">
        <Link to="/events/$id" params={{ id }} activeOptions={{ exact: true }}>
          Overview
        </Link>
        <Link to="/events/$id/standings" params={{ id }}>
          Standings
        </Link>
        {isAdmin && (
          <Link to="/events/$id/edit" params={{ id }}>
            Edit
          </Link>
        )}
      </nav>
      {children}
    </div>
  );
}
