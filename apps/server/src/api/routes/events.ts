import { EventChange, EventDetail, EventSummary, Id, NewEvent, Participant } from '@gavel/contract';
import type { Account, ListedEvent, StoredEvent } from '@gavel/store';
import { z } from 'zod';
import type { CachedEvents } from '../cached-events.ts';
import type { Api, RouteContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { tellOfEvent } from '../event-news.ts';
import { accountOf, type Guards } from '../guards.ts';
import { problemResponse } from '../respond.ts';
import { maySee, shownEvent, shownSummary } from '../shown-event.ts';
import { renderStatement } from '../statement.ts';

const tags = ['events'];
export const eventParams = z.object({ id: Id });

/** @throws ApiError `not-found`, also of a draft unless an admin asks. */
export async function findEvent(
  events: CachedEvents,
  id: string,
  account: Account | null,
): Promise<StoredEvent> {
  const event = await events.get(id);
  if (!event || !maySee(event, account)) throw new ApiError('not-found', `there is no event ${id}`);
  return event;
}

export function eventRoutes(app: Api, context: RouteContext, guards: Guards): void {
  const { store, events } = context;

  const joinedBy = async (account: Account | null) =>
    account && new Set(await store.events.joinedBy(account.id));

  async function shown(id: string, account: Account | null): Promise<EventDetail> {
    const [event, joined] = await Promise.all([findEvent(events, id, account), joinedBy(account)]);
    return shownEvent(event, account, joined);
  }

  app.get(
    '/api/v1/events',
    {
      onRequest: guards.anyone,
      schema: {
        tags,
        summary: 'Events, the latest start first',
        description: 'Unlisted ones only to who takes part, drafts only to admins.',
        response: { 200: z.array(EventSummary), ...problemResponse },
      },
    },
    async ({ account }) => {
      const [all, joined] = await Promise.all([events.list(), joinedBy(account)]);
      const listed = ({ id, visibility }: ListedEvent) =>
        visibility === 'public' ||
        account?.role === 'admin' ||
        (visibility === 'unlisted' && joined?.has(id));
      return all.filter(listed).map((event) => shownSummary(event, account, joined));
    },
  );

  app.get(
    '/api/v1/events/:id',
    {
      onRequest: guards.anyone,
      schema: {
        tags,
        summary: 'One event',
        params: eventParams,
        response: { 200: EventDetail, ...problemResponse },
      },
    },
    (request) => shown(request.params.id, request.account),
  );

  app.post(
    '/api/v1/events/:id/join',
    {
      onRequest: guards.signedIn,
      schema: {
        tags,
        summary: 'Take part in an event',
        description: 'Before it begins or while it runs. To join twice is harmless.',
        params: eventParams,
        response: { 200: EventDetail, ...problemResponse },
      },
    },
    async (request) => {
      const { id } = request.params;
      const account = accountOf(request);
      await findEvent(events, id, account);
      await store.events.join(id, account.id);
      context.bell.ring(id);
      return shown(id, account);
    },
  );

  app.get(
    '/api/v1/events/:id/participants',
    {
      onRequest: guards.anyone,
      schema: {
        tags,
        summary: 'Who takes part in an event',
        params: eventParams,
        response: { 200: z.array(Participant), ...problemResponse },
      },
    },
    async (request) => {
      const { id } = request.params;
      await findEvent(events, id, request.account);
      return store.events.participants(id);
    },
  );

  organiserRoutes(app, context, guards, shown);
}

function organiserRoutes(
  app: Api,
  context: RouteContext,
  guards: Guards,
  shown: (id: string, account: Account) => Promise<EventDetail>,
): void {
  const { events, bell } = context;

  app.post(
    '/api/v1/events',
    {
      onRequest: guards.admin,
      schema: {
        tags,
        summary: 'Make an event (admin)',
        body: NewEvent,
        response: { 201: EventDetail, ...problemResponse },
      },
    },
    async (request, reply) => {
      const event = request.body;
      const id = await events.create({ ...event, descriptionHtml: renderStatement(event.description) });
      await tellOfEvent(context, id, null, event.visibility);
      return reply.code(201).send(await shown(id, accountOf(request)));
    },
  );

  app.patch(
    '/api/v1/events/:id',
    {
      onRequest: guards.admin,
      schema: {
        tags,
        summary: 'Change an event (admin)',
        description: 'What is left out stays as it is.',
        params: eventParams,
        body: EventChange,
        response: { 200: EventDetail, ...problemResponse },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { description } = request.body;
      const before = await events.change(id, {
        ...request.body,
        ...(description !== undefined && { descriptionHtml: renderStatement(description) }),
      });
      if (!before) throw new ApiError('not-found', `there is no event ${id}`);
      await tellOfEvent(context, id, before.visibility, request.body.visibility ?? before.visibility);
      bell.ring(id);
      return shown(id, accountOf(request));
    },
  );

  app.delete(
    '/api/v1/events/:id',
    {
      onRequest: guards.admin,
      schema: {
        tags,
        summary: 'Remove an event (admin)',
        description: 'Its submissions stay, as practice.',
        params: eventParams,
        response: { 204: z.null(), ...problemResponse },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const before = await events.remove(id);
      if (!before) throw new ApiError('not-found', `there is no event ${id}`);
      await tellOfEvent(context, id, before.visibility, null);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/events/:id/reveal',
    {
      onRequest: guards.admin,
      schema: {
        tags,
        summary: 'Show everybody the final standings (admin)',
        description: 'When the event is over; until then the standings stay as they froze.',
        params: eventParams,
        response: { 200: EventDetail, ...problemResponse },
      },
    },
    async (request) => {
      const { id } = request.params;
      const event = await events.reveal(id);
      if (!event) throw new ApiError('not-found', `there is no event ${id}`);
      await tellOfEvent(context, id, event.visibility, event.visibility);
      bell.ring(id);
      return shown(id, accountOf(request));
    },
  );
}
