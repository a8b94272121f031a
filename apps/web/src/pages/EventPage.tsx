import type { EventDetail, StandingsCell } from '@gavel/contract';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useLocation } from '@tanstack/react-router';
import { http } from '../api/http.ts';
import {
  eventQuery,
  eventsQuery,
  meQuery,
  ownRowQuery,
  problemsQuery,
  submissionsQuery,
} from '../api/queries.ts';
import { EventFrame } from '../event/EventFrame.tsx';
import { phaseOf } from '../event/phase.ts';
import { useServerNow } from '../event/useServerNow.ts';
import { SubmissionTable } from '../judging/SubmissionTable.tsx';
import { RejudgeForAdmins } from '../rejudge/RejudgeForAdmins.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Paged } from '../ui/Paged.tsx';
import { Empty, ErrorNotice } from '../ui/states.tsx';
import 'katex/dist/katex.min.css';
import '../problem/statement.css';

const route = getRouteApi('/events/$id');

export function EventPage() {
  const { id } = route.useParams();
  return (
    <EventFrame key={id} id={id}>
      {(event) => (
        <>
          <Joining event={event} />
          {event.descriptionHtml !== '' && (
            // biome-ignore lint/security/noDangerouslySetInnerHtml: the server sanitised it when the event was stored
            <div className="prose" dangerouslySetInnerHTML={{ __html: event.descriptionHtml }} />
          )}
          <Problems event={event} />
          {event.joined && <OwnSubmissions event={event} />}
          <div>
            <RejudgeForAdmins of={{ event: event.id }} title={event.title} />
          </div>
        </>
      )}
    </EventFrame>
  );
}

function Joining({ event }: { event: EventDetail }) {
  const queries = useQueryClient();
  const me = useQuery(meQuery);
  const here = useLocation({ select: (location) => location.href });
  const over = phaseOf(event, useServerNow()) === 'over';
  const join = useMutation({
    mutationFn: () => http<EventDetail>(`/api/v1/events/${event.id}/join`, { method: 'POST', body: {} }),
    onSuccess: (joined) => {
      queries.setQueryData(eventQuery(event.id).queryKey, joined);
      void queries.invalidateQueries({ queryKey: problemsQuery.queryKey });
      return queries.invalidateQueries({ queryKey: eventsQuery.queryKey });
    },
  });
  if (over || event.joined || me.data === undefined) return null;
  return (
    <div className="notice event-join">
      <Icon name="user" />
      <p>Only who has joined can submit here, and appears in the standings.</p>
      {me.data === null ? (
        <Link to="/sign-in" search={{ to: here }} className="button button-primary">
          Sign in to join
        </Link>
      ) : (
        <button
          type="button"
          className="button button-primary"
          disabled={join.isPending}
          onClick={() => join.mutate()}
        >
          Join
        </button>
      )}
      {join.isError && <ErrorNotice error={join.error} />}
    </div>
  );
}

function Problems({ event }: { event: EventDetail }) {
  const own = useQuery({ ...ownRowQuery(event.id), enabled: event.joined === true }).data;
  const { id, problemList } = event;
  if (problemList.length === 0) {
    return (
      <Empty title="The problems are shown when the event begins">
        <p>This page opens them by itself.</p>
      </Empty>
    );
  }
  return (
    <section className="event-section" aria-labelledby="event-problems">
      <h2 id="event-problems">Problems</h2>
      <ol className="event-problems">
        {problemList.map(({ label, slug, title }, at) => (
          <li key={slug}>
            <Link to="/events/$id/problems/$slug" params={{ id, slug }} className="event-problem">
              <span className="event-problem-label">{label}</span>
              <span className="event-row-title">{title}</span>
              <OwnCell cell={own?.cells[at] ?? null} />
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** How one stands with a problem, in words. */
function OwnCell({ cell }: { cell: StandingsCell | null }) {
  if (cell === null) return <span />;
  if (cell.solvedAt !== null) {
    return (
      <span className="event-mark" data-verdict="AC">
        <Icon name="check" /> Solved
      </span>
    );
  }
  return (
    <span className="event-mark" data-verdict={cell.pending > 0 ? 'running' : 'WA'}>
      {cell.pending > 0 ? 'Waiting for a verdict' : `${cell.wrong} wrong`}
    </span>
  );
}

function OwnSubmissions({ event }: { event: EventDetail }) {
  const pages = useInfiniteQuery(submissionsQuery({ event: event.id }));
  return (
    <section className="event-section" aria-labelledby="event-submissions">
      <h2 id="event-submissions">Your submissions</h2>
      <Paged pages={pages} lines={2} empty={<p className="field-hint">None yet.</p>}>
        {(items) => <SubmissionTable items={items} />}
      </Paged>
    </section>
  );
}
