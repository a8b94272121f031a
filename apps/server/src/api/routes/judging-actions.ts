import { DeadLetterPage, Id, Submission } from '@gavel/contract';
import { z } from 'zod';
import { cancelSubmission } from '../../cancel-submission.ts';
import { queueAgain } from '../../queue-again.ts';
import type { Api, RouteContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { accountOf, type Guards } from '../guards.ts';
import { problemResponse } from '../respond.ts';
import { readSubmission } from './submissions.ts';

const PAGE = 50;
const params = z.object({ id: Id });
const response = { 200: Submission, ...problemResponse };

/** Cancelling a submission, judging one again, and those whose judging failed. */
export function judgingActionRoutes(app: Api, context: RouteContext, guards: Guards): void {
  cancelRoute(app, context, guards);
  rejudgeRoute(app, context, guards);
  deadLetterRoutes(app, context, guards);
}

function cancelRoute(app: Api, context: RouteContext, guards: Guards): void {
  app.post(
    '/api/v1/submissions/:id/cancel',
    {
      onRequest: guards.signedIn,
      schema: {
        tags: ['submissions'],
        summary: 'Cancel a submission that waits or runs',
        description:
          'Its author may, and admins. One that waits is never judged; one that runs is stopped within a second. ' +
          'Cancelling again changes nothing. One that has, or had, a verdict is refused with `already-judged`.',
        params,
        response,
      },
    },
    async (request) => {
      const { id } = request.params;
      // Also tells whether this account may.
      await readSubmission(context, accountOf(request), id);
      if ((await cancelSubmission(context, id)) !== 'cancelled') {
        throw new ApiError(
          'already-judged',
          'it has a verdict, or had one and is judged again: nothing was changed',
        );
      }
      return readSubmission(context, accountOf(request), id);
    },
  );
}

function rejudgeRoute(app: Api, context: RouteContext, guards: Guards): void {
  app.post(
    '/api/v1/submissions/:id/rejudge',
    {
      onRequest: guards.admin,
      schema: {
        tags: ['submissions'],
        summary: 'Judge a submission again (admin)',
        description:
          'Its verdict is out of force at once, kept in `past`, and the submission is queued again under a higher ' +
          'attempt, behind everything else. To compare verdicts before they change, make a rejudging of it.',
        params,
        response,
      },
    },
    async (request) => {
      const { id } = request.params;
      const account = accountOf(request);
      const requeued = await context.store.submissions.requeue(id, account.id);
      if (requeued) {
        await queueAgain(context, requeued);
        return readSubmission(context, account, id);
      }
      const { state } = await readSubmission(context, account, id);
      throw new ApiError(
        'not-judged',
        `it is ${state}: only a submission with a verdict can be judged again`,
      );
    },
  );
}

function deadLetterRoutes(app: Api, context: RouteContext, guards: Guards): void {
  const { store } = context;
  app.get(
    '/api/v1/queue/dead',
    {
      onRequest: guards.admin,
      schema: {
        tags: ['operation'],
        summary: 'Submissions whose judging failed, newest first (admin)',
        description:
          'They ended as JE: their worker died with them three times, the judge failed three times, or the ' +
          'checker or interactor of the problem failed.',
        querystring: z.object({ cursor: Id.optional() }),
        response: { 200: DeadLetterPage, ...problemResponse },
      },
    },
    async ({ query }) => {
      const rows = await store.submissions.judgeErrors(query.cursor ?? null, PAGE + 1);
      const items = rows.slice(0, PAGE);
      return { items, nextCursor: rows.length > PAGE ? (items.at(-1)?.id ?? null) : null };
    },
  );

  app.post(
    '/api/v1/queue/dead/:id/retry',
    {
      onRequest: guards.admin,
      schema: {
        tags: ['operation'],
        summary: 'Put a submission that ended as JE back into the queue (admin)',
        params,
        response,
      },
    },
    async (request) => {
      const account = accountOf(request);
      const requeued = await store.submissions.requeue(request.params.id, account.id, 'JE');
      if (!requeued) throw new ApiError('not-found', 'no submission of this id has ended as JE');
      await queueAgain(context, requeued);
      return readSubmission(context, account, request.params.id);
    },
  );
}
