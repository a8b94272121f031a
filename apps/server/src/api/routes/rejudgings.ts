import { bounds, Id, NewRejudging, RejudgedPage, Rejudging, RejudgingPage } from '@gavel/contract';
import type { AppliedRejudging, RejudgingProgress } from '@gavel/store';
import { z } from 'zod';
import { type ChannelsEvent, rejudgingChanged } from '../../ended-events.ts';
import { inPages } from '../../in-pages.ts';
import { jobOf } from '../../job.ts';
import { tell } from '../../tell.ts';
import type { Api, RouteContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { accountOf, type Guards } from '../guards.ts';
import { problemResponse } from '../respond.ts';

const tags = ['rejudgings'];
const PAGE = 50;
const params = z.object({ id: Id });
const one = { 200: Rejudging, ...problemResponse };

/** Sets of submissions that are judged again, as DOMjudge has them; for admins. */
export function rejudgingRoutes(app: Api, context: RouteContext, guards: Guards): void {
  createRoute(app, context, guards);
  readRoutes(app, context, guards);
  endRoutes(app, context, guards);
}

function createRoute(app: Api, context: RouteContext, guards: Guards): void {
  const { store, queue, log } = context;
  app.post(
    '/api/v1/rejudgings',
    {
      onRequest: guards.admin,
      schema: {
        tags,
        summary: 'Judge a set of submissions again (admin)',
        description:
          `Of a problem, an event, or those named, at most ${bounds.rejudging}; filters narrow it. They are judged ` +
          'behind everything else, and their verdicts stay in force until the set is applied.',
        body: NewRejudging,
        response: { 201: Rejudging, ...problemResponse },
      },
    },
    async (request, reply) => {
      const by = accountOf(request).id;
      const { id, judgings } = await store.rejudgings.create({ ...request.body, by, most: bounds.rejudging });
      await queue
        .addBulk(judgings.map((judging) => jobOf({ kind: 'judging', id: judging }, id, 'rejudge')))
        .catch((error) => log.warn({ err: error, id }, 'not queued yet: the sweeper will'));
      return reply.code(201).send(await readAndTell(context, id));
    },
  );
}

function readRoutes(app: Api, context: RouteContext, guards: Guards): void {
  const { store } = context;
  app.get(
    '/api/v1/rejudgings',
    {
      onRequest: guards.admin,
      schema: {
        tags,
        summary: 'Rejudging sets, newest first (admin)',
        querystring: z.object({ cursor: Id.optional() }),
        response: { 200: RejudgingPage, ...problemResponse },
      },
    },
    async ({ query }) => {
      const rows = await store.rejudgings.list(query.cursor ?? null, PAGE + 1);
      const items = rows.slice(0, PAGE);
      return { items, nextCursor: rows.length > PAGE ? (items.at(-1)?.id ?? null) : null };
    },
  );

  app.get(
    '/api/v1/rejudgings/:id',
    {
      onRequest: guards.admin,
      schema: {
        tags,
        summary: 'One set: how far it is, and how many verdicts would change (admin)',
        params,
        response: one,
      },
    },
    (request) => read(context, request.params.id),
  );

  app.get(
    '/api/v1/rejudgings/:id/submissions',
    {
      onRequest: guards.admin,
      schema: {
        tags,
        summary: 'Its submissions with old and new verdict, the oldest first (admin)',
        params,
        querystring: z.object({
          changed: z
            .enum(['true', 'false'])
            .default('false')
            .meta({ description: '`true`: only those whose verdict or score differs' }),
          cursor: Id.optional().meta({ description: '`nextCursor` of the page before' }),
        }),
        response: { 200: RejudgedPage, ...problemResponse },
      },
    },
    async ({ params: { id }, query }) => {
      await read(context, id);
      const rows = await store.rejudgings.submissions(id, {
        changed: query.changed === 'true',
        after: query.cursor ?? null,
        limit: PAGE + 1,
      });
      const page = rows.slice(0, PAGE);
      return {
        items: page.map(({ cursor: _, ...row }) => row),
        nextCursor: rows.length > PAGE ? (page.at(-1)?.cursor ?? null) : null,
      };
    },
  );
}

function endRoutes(app: Api, context: RouteContext, guards: Guards): void {
  const { store, queue, log } = context;
  app.post(
    '/api/v1/rejudgings/:id/apply',
    {
      onRequest: guards.admin,
      schema: {
        tags,
        summary: 'Put the new verdicts in force, all at once (admin)',
        description:
          'Those of submissions that were judged since, and judge errors, are left. Once: again changes nothing.',
        params,
        response: one,
      },
    },
    async (request) => {
      const { id } = request.params;
      const applied = await store.rejudgings.apply(id, accountOf(request).id);
      if (!applied) throw unknown();
      // Other verdicts tell it too late by some seconds; of these an admin looks at the effect at once.
      await context.cache
        .clear(context.cached.solvers.options.name)
        .catch((error) => context.log.warn({ err: error, id }, 'counts of solvers are seconds behind'));
      await tell(context, appliedEvents(applied));
      for (const event of new Set(applied.changed.map(({ eventId }) => eventId))) {
        if (event) context.bell.ring(event);
      }
      return readAndTell(context, id);
    },
  );

  app.post(
    '/api/v1/rejudgings/:id/cancel',
    {
      onRequest: guards.admin,
      schema: {
        tags,
        summary: 'Drop the new verdicts; the old ones stay (admin)',
        params,
        response: one,
      },
    },
    async (request) => {
      const { id } = request.params;
      const cancelled = await store.rejudgings.cancel(id, accountOf(request).id);
      if (!cancelled) throw unknown();
      await inPages(cancelled.unfinished, (judging) => queue.cancel(judging)).catch((error) =>
        log.warn({ err: error, id }, 'cancelled in the record; its jobs will find that'),
      );
      return readAndTell(context, id);
    },
  );
}

function appliedEvents({ changed, wallets }: AppliedRejudging): ChannelsEvent[] {
  const verdicts = changed.map(
    ({ userId, ...figures }): ChannelsEvent => ({
      channels: [`submission:${figures.id}`, `user:${userId}`],
      event: { type: 'submission.rejudged', ...figures },
    }),
  );
  const coins = wallets.map(
    (wallet): ChannelsEvent => ({
      channels: [`user:${wallet.userId}`],
      event: { type: 'wallet.changed', coins: wallet.coins },
    }),
  );
  return [...verdicts, ...coins];
}

async function readAndTell(context: RouteContext, id: string): Promise<Rejudging> {
  const set = await read(context, id);
  const { state, total, done }: RejudgingProgress = set;
  await tell(context, rejudgingChanged({ id, state, total, done }));
  return set;
}

async function read({ store }: RouteContext, id: string): Promise<Rejudging> {
  const set = await store.rejudgings.get(id);
  if (!set) throw unknown();
  return set;
}

const unknown = () => new ApiError('not-found', 'there is no rejudging of this id');
