import type { EventDetail, NewEvent } from '@gavel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { http } from '../api/http.ts';
import { eventQuery, eventsQuery } from '../api/queries.ts';
import { RequireSignIn } from '../auth/RequireSignIn.tsx';
import { EventForm } from '../event/EventForm.tsx';
import { EventFrame } from '../event/EventFrame.tsx';
import { draftOf, emptyDraft } from '../event/event-draft.ts';
import { ownZone } from '../event/zoned-time.ts';
import { Empty, ErrorNotice } from '../ui/states.tsx';
import { inNoHaste, useConfirm } from '../ui/useConfirm.ts';
import { useTitle } from '../ui/useTitle.ts';

export function NewEventPage() {
  useTitle('New event');
  return (
    <div className="page">
      <div className="page-head">
        <h1>New event</h1>
      </div>
      <ForAdmins>
        <NewForm />
      </ForAdmins>
    </div>
  );
}

const editRoute = getRouteApi('/events/$id/edit');

export function EditEventPage() {
  const { id } = editRoute.useParams();
  return (
    <EventFrame key={id} id={id}>
      {(event) => (
        <ForAdmins>
          <EditForm event={event} />
        </ForAdmins>
      )}
    </EventFrame>
  );
}

function ForAdmins({ children }: { children: ReactNode }) {
  return (
    <RequireSignIn why="Admins make events.">
      {(me) =>
        me.role === 'admin' ? children : <Empty title="For admins">Only admins make and change events.</Empty>
      }
    </RequireSignIn>
  );
}

/** Sends an event, and then shows its page. */
function useSave(method: 'POST' | 'PATCH', path: string) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (body: NewEvent) => http<EventDetail>(path, { method, body }),
    onSuccess: async (event) => {
      queries.setQueryData(eventQuery(event.id).queryKey, event);
      await queries.invalidateQueries({ queryKey: eventsQuery.queryKey, exact: true });
      await navigate({ to: '/events/$id', params: { id: event.id } });
    },
  });
}

function NewForm() {
  const save = useSave('POST', '/api/v1/events');
  return (
    <EventForm
      start={emptyDraft(ownZone())}
      action="Create event"
      busy={save.isPending}
      error={save.error}
      onSave={save.mutate}
    />
  );
}

function EditForm({ event }: { event: EventDetail }) {
  const save = useSave('PATCH', `/api/v1/events/${event.id}`);
  return (
    <EventForm
      start={draftOf(event, ownZone())}
      action="Save"
      busy={save.isPending}
      error={save.error}
      onSave={save.mutate}
    >
      <DeleteButton event={event} />
    </EventForm>
  );
}

function DeleteButton({ event }: { event: EventDetail }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => http<void>(`/api/v1/events/${event.id}`, { method: 'DELETE' }),
    onSuccess: async () => {
      await navigate({ to: '/events' });
      queries.removeQueries({ queryKey: eventQuery(event.id).queryKey });
      await queries.invalidateQueries({ queryKey: eventsQuery.queryKey });
    },
  });
  const { asked, press, forget } = useConfirm(remove.mutate);
  return (
    <>
      <button
        type="button"
        className="button"
        disabled={remove.isPending}
        {...inNoHaste}
        onClick={press}
        onBlur={forget}
      >
        {asked ? 'Really delete' : 'Delete event'}
      </button>
      {asked && <span className="field-hint">Its submissions stay, as practice.</span>}
      {remove.isError && <ErrorNotice error={remove.error} />}
    </>
  );
}
