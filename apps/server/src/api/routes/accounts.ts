import { randomBytes } from 'node:crypto';
import { bounds, CreatedToken, CreatedUser, Id, Me, NewToken, NewUser, TokenInfo } from '@gavel/contract';
import { z } from 'zod';
import { announceRights } from '../../rights.ts';
import { hashOfPassword } from '../auth.ts';
import type { Api, RouteContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { accountOf, type Guards } from '../guards.ts';
import { problemResponse } from '../respond.ts';

const tags = ['accounts'];

export function accountRoutes(app: Api, context: RouteContext, guards: Guards): void {
  const { store } = context;
  app.get(
    '/api/v1/me',
    {
      onRequest: guards.signedIn,
      schema: { tags, summary: 'Who I am', response: { 200: Me, ...problemResponse } },
    },
    async (request) => {
      const me = await store.users.me(accountOf(request).id);
      if (!me) throw new ApiError('unauthorized', 'this account is no more: sign in again');
      return me;
    },
  );

  app.post(
    '/api/v1/users',
    {
      onRequest: guards.admin,
      schema: {
        tags,
        summary: 'Make a user (admin)',
        description: 'The token is shown this once.',
        body: NewUser,
        response: { 201: CreatedUser, ...problemResponse },
      },
    },
    async ({ body: { handle, email, password } }, reply) => {
      const user = {
        handle,
        // An address that can never be anybody's: RFC 2606.
        email: email ?? `${randomBytes(8).toString('hex')}@users.invalid`,
        role: 'user',
        passwordHash: password === undefined ? null : await hashOfPassword(password),
      } as const;
      const { id, token } = await store.users.createWithToken(user, 'first');
      return reply.code(201).send({ id, handle, token });
    },
  );

  tokenRoutes(app, context, guards);
}

function tokenRoutes(app: Api, { store, publisher, log }: RouteContext, guards: Guards): void {
  app.get(
    '/api/v1/tokens',
    {
      onRequest: guards.signedIn,
      schema: { tags, summary: 'My API tokens', response: { 200: z.array(TokenInfo), ...problemResponse } },
    },
    (request) => store.tokens.list(accountOf(request).id),
  );

  app.post(
    '/api/v1/tokens',
    {
      onRequest: guards.signedIn,
      schema: {
        tags,
        summary: 'Make an API token',
        description: `The token is shown this once. One may have ${bounds.tokensOfUser}.`,
        body: NewToken,
        response: { 201: CreatedToken, ...problemResponse },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await store.tokens.create(accountOf(request).id, request.body.name)),
  );

  app.delete(
    '/api/v1/tokens/:id',
    {
      onRequest: guards.signedIn,
      schema: {
        tags,
        summary: 'Revoke an API token of mine',
        params: z.object({ id: Id }),
        response: { 204: z.null(), ...problemResponse },
      },
    },
    async (request, reply) => {
      const { id } = accountOf(request);
      const removed = await store.tokens.remove(id, request.params.id);
      if (!removed) throw new ApiError('not-found', 'you have no token of this id');
      await announceRights(publisher, log, id);
      return reply.code(204).send(null);
    },
  );
}
