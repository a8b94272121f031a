import type { EventSummary } from '@gavel/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { eventsQuery, meQuery } from '../api/queries.ts';
import { Countdown } from '../event/Countdown.tsx';
import { EventMarks } from '../event/EventMarks.tsx';
import { EventTimes } from '../event/EventTimes.tsx';
import { byPhase, formatLength, type Phase } from '../event/phase.ts';
import { useServerNow } from '../event/useServerNow.ts';
import { Empty, ErrorNotice, Skeleton } from '../ui/states.tsx';
import { useTitle } from '../ui/useTitle.ts';
import '../event/event.css';

export function EventsPage() {
  useTitle('Events');
  const events = useQuery(eventsQuery);
  const isAdmin = useQuery(meQuery).data?.role === 'admin';
  return (
    <div className="page">
      <div className="page-head">
        <h1>Events</h1>
        {isAdmin && (
          <Link to="/events/new" className="button">
            New event
          </Link>
        )}
      </div>
      {events.isPending && <Skeleton lines={5} height={52} />}
      {events.isError && <ErrorNotice error={events.error} retry={() => void events.refetch()} />}
      {events.data?.length === 0 && (
        <Empty title="No events yet">
          <p>Contests and classes appear here when an admin makes one.</p>
        </Empty>
      )}
      {events.data && events.data.length > 0 && <EventLists events={events.data} />}
    </div>
  );
}

const titles: Record<Phase, string> = { running: 'Running', upcoming: 'Upcoming', over: 'Past' };

function EventLists({ events }: { events: readonly EventSummary[] }) {
  const lists = byPhase(events, useServerNow());
  return (['running', 'upcoming', 'over'] as const).map(
    (phase) =>
      lists[phase].length > 0 && (
        <section key={phase} className="event-section" aria-labelledby={`events-${phase}`}>
          <h2 id={`events-${phase}`}>{titles[phase]}</h2>
          <ol className="event-list">
            {lists[phase].map((event) => (
              <EventRow key={event.id} event={event} />
            ))}
          </ol>
        </section>
      ),
  );
}

function EventRow({ event }: { event: EventSummary }) {
  return (
    <li>
      <Link to="/events/$id" params={{ id: event.id }} className="event-row" data-testid="event-row">
        <span className="event-row-title">{event.title}</span>
        <span className="event-row-marks">
          <EventMarks event={event} />
        </span>
        <span className="event-row-times">
          <EventTimes event={event} /> · {formatLength(event)}
        </span>
        <span className="event-row-countdown">
          <Countdown event={event} />
        </span>
      </Link>
    </li>
  );
}
