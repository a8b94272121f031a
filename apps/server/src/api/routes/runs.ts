import { Id, NewRun, Run } from '@gavel/contract';
import type { Account } from '@gavel/store';
import { z } from 'zod';
import { endedEvents } from '../../ended-events.ts';
import { tell } from '../../tell.ts';
import { announce } from '../announce.ts';
import type { Api, RouteContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { accountOf, type Guards } from '../guards.ts';
import { endOf, knownLanguage, placeInLine, WaitQuery } from '../judged.ts';
import { whenOneBegins } from '../patience.ts';
import { problemResponse } from '../respond.ts';
import { waitUntilFinal } from '../wait-until-final.ts';

const tags = ['runs'];

export function runRoutes(app: Api, context: RouteContext, guards: Guards): void {
  const { store, settings } = context;
  app.post(
    '/api/v1/runs',
    {
      onRequest: guards.signedIn,
      schema: {
        tags,
        summary: 'Run a program on an input of one’s own',
        body: NewRun,
        response: { 201: Run, ...problemResponse },
      },
    },
    async (request, reply) => {
      const account = accountOf(request);
      const { language, source, stdin, limits = {} } = request.body;
      await knownLanguage(context, language);
      const { maxWaiting } = settings;
      const row = await store.runs
        .create({ userId: account.id, language, source, stdin, limits, maxWaiting })
        .catch((error) => whenOneBegins(error, context, () => store.runs.waiting(account.id)));
      await announce(context, { kind: 'run', id: row.id }, account.id);
      return reply.code(201).send(await shown(context, row));
    },
  );

  app.get(
    '/api/v1/runs/:id',
    {
      onRequest: guards.signedIn,
      schema: {
        tags,
        summary: 'One run',
        description: 'With `wait` it answers when the run has ended, or after so many seconds.',
        params: z.object({ id: Id }),
        querystring: WaitQuery,
        response: { 200: Run, ...problemResponse },
      },
    },
    (request, reply) =>
      waitUntilFinal({
        hub: context.hub,
        channel: `run:${request.params.id}`,
        finalEvents: ['run.finished'],
        read: () => read(context, accountOf(request), request.params.id),
        isFinal: ({ state }) => state === 'done',
        milliseconds: request.query.wait * 1000,
        signal: endOf(context, reply),
      }),
  );

  app.post(
    '/api/v1/runs/:id/cancel',
    {
      onRequest: guards.signedIn,
      schema: {
        tags,
        summary: 'Cancel a run that waits or runs',
        description: 'It ends as JE, with an `error` that says so. One that has ended stays as it is.',
        params: z.object({ id: Id }),
        response: { 200: Run, ...problemResponse },
      },
    },
    async (request) => {
      const { id } = request.params;
      // Also tells whether this account may.
      await read(context, accountOf(request), id);
      if (await store.runs.cancel(id)) {
        await context.queue
          .cancel(id)
          .catch((error) =>
            context.log.warn({ err: error, id }, 'cancelled in the record; its job will find that'),
          );
        await tell(context, await endedEvents(store, 'run', id));
      }
      return read(context, accountOf(request), id);
    },
  );
}

async function read(context: RouteContext, account: Account, id: string): Promise<Run> {
  const row = await context.store.runs.get(id);
  if (!row || !(row.userId === account.id || account.role === 'admin')) {
    throw new ApiError('not-found', 'you have no run of this id');
  }
  return shown(context, row);
}

async function shown(context: RouteContext, { userId: _, ...run }: Run & { userId: string }): Promise<Run> {
  if (run.state !== 'queued') return run;
  const { paused = false } = await placeInLine(context, run.id);
  return { ...run, ...(paused && { paused }) };
}
