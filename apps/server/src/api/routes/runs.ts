import { Id, NewRun, Run } from '@gavel/contract';
import type { Account } from '@gavel/store';
import { z } from 'zod';
import { announce } from '../announce.ts';
import type { Api, RouteContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { accountOf, type Guards } from '../guards.ts';
import { endOf, knownLanguage, WaitQuery } from '../judged.ts';
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
      return reply.code(201).send(shown(row));
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
}

async function read({ store }: RouteContext, account: Account, id: string): Promise<Run> {
  const row = await store.runs.get(id);
  if (!row || !(row.userId === account.id || account.role === 'admin')) {
    throw new ApiError('not-found', 'you have no run of this id');
  }
  return shown(row);
}

function shown({ userId: _, ...run }: Run & { userId: string }): Run {
  return run;
}
