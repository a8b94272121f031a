import { Broadcast, Lucky, NewAnnouncement, NewLucky } from '@gavel/contract';
import { z } from 'zod';
import { publishBroadcast } from '../../publish-broadcast.ts';
import type { Api, RouteContext } from '../context.ts';
import { accountOf, type Guards } from '../guards.ts';
import { IdempotencyHeaders, idempotencyOf } from '../idempotency.ts';
import { problemResponse } from '../respond.ts';

const tags = ['broadcasts'];
const LISTED = 20;
const SENT = 100;

export function broadcastRoutes(app: Api, context: RouteContext, guards: Guards): void {
  const { store, log } = context;

  /** The row is the record: while Redis is away this only logs, and the sweeper tells everybody later. */
  async function send(broadcast: Broadcast & { published: boolean }): Promise<void> {
    if (broadcast.published) return;
    try {
      await publishBroadcast(context, broadcast);
    } catch (error) {
      log.warn({ err: error, broadcast: broadcast.id }, 'nobody is told yet: the sweeper will');
    }
  }

  app.post(
    '/api/v1/broadcasts/lucky',
    {
      onRequest: guards.admin,
      schema: {
        tags,
        summary: 'Give coins to every user (admin)',
        description: 'To everyone registered by now; open pages show it at once, others when they return.',
        headers: IdempotencyHeaders,
        body: NewLucky,
        response: { 201: Lucky, ...problemResponse },
      },
    },
    async (request, reply) => {
      const { coins, message } = request.body;
      const type = 'lucky';
      const authorId = accountOf(request).id;
      const once = idempotencyOf(request.headers, [type, coins, message]);
      const broadcast = await store.broadcasts.create({ type, authorId, coins, message, ...once });
      await send(broadcast);
      return reply.code(201).send({ id: broadcast.id, coins, message });
    },
  );

  app.post(
    '/api/v1/broadcasts/announcements',
    {
      onRequest: guards.admin,
      schema: {
        tags,
        summary: 'Tell every user something (admin)',
        description: 'With `event` only those who take part in it.',
        headers: IdempotencyHeaders,
        body: NewAnnouncement,
        response: { 201: Broadcast, ...problemResponse },
      },
    },
    async (request, reply) => {
      const { message, event } = request.body;
      const type = 'announcement';
      const authorId = accountOf(request).id;
      const once = idempotencyOf(request.headers, [type, message, event]);
      const broadcast = await store.broadcasts.create({ type, authorId, coins: 0, message, event, ...once });
      await send(broadcast);
      return reply.code(201).send(broadcast);
    },
  );

  app.get(
    '/api/v1/broadcasts',
    {
      onRequest: guards.signedIn,
      schema: {
        tags,
        summary: 'What everybody was given or told, newest first',
        description: `The last ${LISTED}: for everybody since one registered, and of events that one takes part in.`,
        response: { 200: z.array(Broadcast), ...problemResponse },
      },
    },
    (request) => store.broadcasts.listFor(accountOf(request).id, LISTED),
  );

  app.get(
    '/api/v1/broadcasts/sent',
    {
      onRequest: guards.admin,
      schema: {
        tags,
        summary: 'What was sent, to whomever, newest first (admin)',
        description: `The last ${SENT}.`,
        response: { 200: z.array(Broadcast), ...problemResponse },
      },
    },
    () => store.broadcasts.list(SENT),
  );
}
