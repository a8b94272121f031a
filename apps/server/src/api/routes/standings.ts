import { Standings, StandingsRow } from '@gavel/contract';
import type { Account, StoredEvent } from '@gavel/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StandingsPage, StandingsView } from '../cached-events.ts';
import type { Api, RouteContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { accountOf, type Guards } from '../guards.ts';
import { problemResponse } from '../respond.ts';
import { maySeeProblems } from '../shown-event.ts';
import { eventParams, findEvent } from './events.ts';

const tags = ['events'];

export function standingsRoutes(app: Api, context: RouteContext, guards: Guards): void {
  const { store, events } = context;

  async function pageFor(event: StoredEvent, account: Account | null): Promise<StandingsPage> {
    const page = await events.standings(event.id, viewOf(event, account));
    if (!page) throw new ApiError('not-found', `there is no event ${event.id}`);
    return page;
  }

  app.get(
    '/api/v1/events/:id/standings',
    {
      onRequest: guards.anyone,
      schema: {
        tags,
        summary: 'Standings of an event',
        description:
          'From `freezeAt` on, until they are revealed, they show later attempts as pending, but to admins. ' +
          'Ask again with `If-None-Match`: 304 says that nothing has changed.',
        params: eventParams,
        response: { 200: Standings, ...problemResponse },
      },
    },
    async (request, reply) => {
      const event = await findEvent(events, request.params.id, request.account);
      return sendPage(request, reply, await pageFor(event, request.account));
    },
  );

  app.get(
    '/api/v1/events/:id/standings/own',
    {
      onRequest: guards.signedIn,
      schema: {
        tags,
        summary: 'My row of the standings',
        description: 'With nothing of one’s own hidden; the rank is the one that everybody sees.',
        params: eventParams,
        response: { 200: StandingsRow, ...problemResponse },
      },
    },
    async (request) => {
      const account = accountOf(request);
      const event = await findEvent(events, request.params.id, account);
      const { standings } = await pageFor(event, account);
      const shown = standings.rows.find(({ user }) => user.id === account.id);
      const own = await store.standings.ofUser(event.id, account.id);
      if (!own || !shown) throw new ApiError('not-found', 'you take no part in this event');
      const cells = shown.cells.map((cell, at) => {
        const mine = own.cells[at] ?? null;
        return mine && { ...mine, first: cell?.first ?? false };
      });
      return { ...own, rank: shown.rank, cells };
    },
  );
}

function viewOf(event: StoredEvent, account: Account | null): StandingsView {
  if (account?.role === 'admin') return 'open';
  if (!maySeeProblems(event, account)) return 'before';
  const frozen =
    event.freezeAt !== null && event.revealedAt === null && Date.parse(event.freezeAt) <= Date.now();
  return frozen ? 'frozen' : 'open';
}

/** As it was packed once for all: a thousand readers cost no more than sending it. */
function sendPage(request: FastifyRequest, reply: FastifyReply, page: StandingsPage): FastifyReply {
  // Admins and others are told different things at the same address.
  reply.headers({
    etag: page.etag,
    'cache-control': 'private, no-cache',
    vary: 'accept-encoding, authorization, cookie',
  });
  if (request.headers['if-none-match']?.includes(page.etag)) return reply.code(304).send();
  reply.type('application/json; charset=utf-8');
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(page.json);
  return reply.header('content-encoding', 'gzip').send(page.gzipped);
}
