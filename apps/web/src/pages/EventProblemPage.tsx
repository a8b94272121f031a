import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { meQuery } from '../api/queries.ts';
import { Countdown } from '../event/Countdown.tsx';
import { phaseOf } from '../event/phase.ts';
import { useEvent } from '../event/useEvent.ts';
import { useServerNow } from '../event/useServerNow.ts';
import { ProblemView } from './ProblemPage.tsx';
import '../event/event.css';

const route = getRouteApi('/events/$id/problems/$slug');

/** A problem of an event: what is submitted here counts in it. */
export function EventProblemPage() {
  const { id, slug } = route.useParams();
  return (
    <ProblemView key={`${id} ${slug}`} slug={slug} event={id}>
      <EventBar id={id} slug={slug} />
    </ProblemView>
  );
}

/** Where one is, how long it lasts, and whether submitting counts. */
function EventBar({ id, slug }: { id: string; slug: string }) {
  const event = useEvent(id).data;
  const signedIn = useQuery(meQuery).data != null;
  const now = useServerNow();
  if (!event) return <div className="event-bar" />;
  const over = phaseOf(event, now) === 'over';
  const label = event.problemList.find((problem) => problem.slug === slug)?.label;
  return (
    <nav className="event-bar" aria-label="Event">
      <Link to="/events/$id" params={{ id }}>
        {event.title}
      </Link>
      {label && <span className="event-problem-label">{label}</span>}
      <Countdown event={event} />
      <Link to="/events/$id/standings" params={{ id }} className="event-bar-end">
        Standings
      </Link>
      {over && <p>The event is over: what you submit now is practice.</p>}
      {!over && signedIn && event.joined === false && (
        <p>
          <Link to="/events/$id" params={{ id }}>
            Join the event
          </Link>{' '}
          to submit here.
        </p>
      )}
    </nav>
  );
}
