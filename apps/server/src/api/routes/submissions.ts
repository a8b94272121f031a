import { bounds, Handle, Id, NewSubmission, Slug, Submission, SubmissionPage } from '@gavel/contract';
import type { Account, StoredSubmission } from '@gavel/store';
import { z } from 'zod';
import { announce } from '../announce.ts';
import type { Api, RouteContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { accountOf, type Guards } from '../guards.ts';
import { IdempotencyHeaders, idempotencyOf } from '../idempotency.ts';
import { endOf, knownLanguage, nowhere, placeInLine, WaitQuery } from '../judged.ts';
import { whenOneBegins } from '../patience.ts';
import { problemResponse } from '../respond.ts';
import { waitUntilFinal } from '../wait-until-final.ts';

const tags = ['submissions'];
const PAGE = 50;

const ListQuery = z.object({
  problem: Slug.optional(),
  event: Id.optional().meta({ description: 'only those that count in it' }),
  user: z
    .union([Id, z.literal('all')])
    .optional()
    .meta({ description: 'whose; one’s own by default. Of others, or `all`: admins only' }),
  handle: Handle.optional().meta({ description: 'whose, by their handle, in place of `user`' }),
  cursor: Id.optional().meta({ description: '`nextCursor` of the page before' }),
});

export function submissionRoutes(app: Api, context: RouteContext, guards: Guards): void {
  const { store, settings } = context;
  app.post(
    '/api/v1/submissions',
    {
      onRequest: guards.signedIn,
      schema: {
        tags,
        summary: 'Submit a solution',
        description:
          `The source may have ${bounds.source / 1024} KiB. With \`event\` it counts there: for who takes part, ` +
          'while it runs; after the end it is practice. Without it, it is practice.',
        headers: IdempotencyHeaders,
        body: NewSubmission,
        response: { 201: Submission, ...problemResponse },
      },
    },
    async (request, reply) => {
      const account = accountOf(request);
      const { problem, language, source, event } = request.body;
      await knownLanguage(context, language);
      const { id, created, eventId, row } = await store.submissions
        .create({
          ...{ userId: account.id, problem, language, source, maxWaiting: settings.maxWaiting },
          ...(event && { event }),
          ...idempotencyOf(request.headers, [problem, language, source, ...(event ? [event] : [])]),
        })
        .catch((error) => whenOneBegins(error, context, () => store.submissions.waiting(account.id)));
      if (created) {
        await announce(context, { kind: 'submission', id }, account.id, eventId ? 'event' : 'practice');
        if (eventId) context.bell.ring(eventId);
      }
      return reply.code(201).send(await shown(context, account, row));
    },
  );

  app.get(
    '/api/v1/submissions/:id',
    {
      onRequest: guards.signedIn,
      schema: {
        tags,
        summary: 'One submission',
        description: 'With `wait` it answers when the verdict is there, or after so many seconds.',
        params: z.object({ id: Id }),
        querystring: WaitQuery,
        response: { 200: Submission, ...problemResponse },
      },
    },
    (request, reply) =>
      waitUntilFinal({
        hub: context.hub,
        channel: `submission:${request.params.id}`,
        finalEvents: ['submission.finished', 'submission.cancelled'],
        read: () => readSubmission(context, accountOf(request), request.params.id),
        isFinal: ({ state }) => state === 'done' || state === 'cancelled',
        milliseconds: request.query.wait * 1000,
        signal: endOf(context, reply),
      }),
  );

  app.get(
    '/api/v1/submissions',
    {
      onRequest: guards.signedIn,
      schema: {
        tags,
        summary: 'Submissions, newest first',
        querystring: ListQuery,
        response: { 200: SubmissionPage, ...problemResponse },
      },
    },
    async (request) => {
      const { problem, event, cursor } = request.query;
      const userId = await whose(context, accountOf(request), request.query);
      if (userId === undefined) return { items: [], nextCursor: null };
      const rows = await store.submissions.list({
        limit: PAGE + 1,
        ...(userId && { userId }),
        ...(problem && { problem }),
        ...(event && { event }),
        ...(cursor && { before: cursor }),
      });
      const items = rows.slice(0, PAGE);
      return { items, nextCursor: rows.length > PAGE ? (items.at(-1)?.id ?? null) : null };
    },
  );
}

/** null: everybody's; undefined: nobody's, since nobody has this handle. */
async function whose(
  { store }: RouteContext,
  account: Account,
  { user, handle }: z.infer<typeof ListQuery>,
): Promise<string | null | undefined> {
  const isOwn = handle ? handle.toLowerCase() === account.handle.toLowerCase() : !user || user === account.id;
  if (isOwn) return account.id;
  if (account.role !== 'admin') throw new ApiError('forbidden', 'you may list your own submissions only');
  if (handle) return (await store.users.byHandle(handle))?.id;
  return user === 'all' ? null : user;
}

/** Others' submissions are, for who is no admin, not there. */
export async function readSubmission(
  context: RouteContext,
  account: Account,
  id: string,
): Promise<Submission> {
  const row = await context.store.submissions.get(id);
  if (!row || !(row.user.id === account.id || account.role === 'admin')) {
    throw new ApiError('not-found', 'you have no submission of this id');
  }
  return shown(context, account, row);
}

async function shown(context: RouteContext, account: Account, row: StoredSubmission): Promise<Submission> {
  const { phases, ...submission } = row;
  const { id } = row;
  const place = row.state === 'queued' ? await placeInLine(context, id) : nowhere;
  // A verdict that is not the first has an attempt above the first.
  const past = (row.attempt ?? 0) > 1 ? await context.store.submissions.pastVerdicts(id) : [];
  const isAdmin = account.role === 'admin';
  return { ...(isAdmin ? row : withoutRefereeWords(submission)), ...place, past };
}

/** A checker or interactor knows the answers. */
function withoutRefereeWords<T extends Pick<Submission, 'error' | 'tests'>>(submission: T): T {
  const { error, tests } = submission;
  return {
    ...submission,
    error: error?.split('\n', 1)[0] ?? null,
    tests: tests?.map((test) => ({ ...test, message: null })) ?? null,
  };
}
