import { Handle, SignUpState } from '@gavel/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { announceRights } from '../../rights.ts';
import { type Auth, CLIENT_ADDRESS_HEADER } from '../auth.ts';
import { refusalOf } from '../auth-refusal.ts';
import type { Api, RouteContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { FailedSignIns } from '../failed-sign-ins.ts';
import { problemResponse } from '../respond.ts';

/** What of better-auth is offered as it is. Its other addresses answer 404. */
const offered = [
  ['GET', 'get-session', 'Whose session this is'],
  ['GET', 'list-sessions', 'My sessions'],
  ['POST', 'sign-out', 'End this session'],
  ['POST', 'revoke-session', 'End one session of mine, by its `token`'],
  ['POST', 'revoke-sessions', 'End all sessions of mine'],
  ['POST', 'revoke-other-sessions', 'End all sessions of mine but this'],
] as const;

const Password = z.string().min(8).max(128);
/** One that was set before: whether it is right, not what it looks like, is asked. */
const KnownPassword = z.string().min(1).max(128);

const SignUp = z.object({
  username: Handle.meta({ description: 'the handle' }),
  email: z.email().max(254),
  password: Password,
});

const rememberMe = z.boolean().optional().meta({ description: 'false: the session ends with the browser’s' });
const SignInByHandle = z.object({
  username: z.string().min(1).max(254).meta({ description: 'the handle, in any case' }),
  password: KnownPassword,
  rememberMe,
});
const SignInByAddress = z.object({ email: z.email().max(254), password: KnownPassword, rememberMe });

const ChangePassword = z.object({
  currentPassword: KnownPassword,
  newPassword: Password,
  revokeOtherSessions: z
    .boolean()
    .optional()
    .meta({ description: 'true: all other sessions end, and this one gets a new cookie' }),
});

const tags = ['sessions'];
const response = {
  200: {
    description: 'The answer of better-auth: https://www.better-auth.com/docs',
    content: { 'application/json': { schema: z.unknown() } },
  },
  ...problemResponse,
};

/** better-auth's answer; a refusal is thrown. */
type Ask = (request: FastifyRequest, body: unknown) => Promise<Response>;

/** Sign-up, sign-in and sessions. Answers are better-auth's, refusals are ours. */
export function authRoutes(app: Api, context: RouteContext): void {
  const { auth, store } = context;
  const ask: Ask = async (request, body) => {
    const answer = await auth.handle(asWebRequest(request, body));
    if (answer.ok) return answer;
    const refusal = await refusalOf(answer);
    // better-auth hides why it failed: a ping that fails too tells that Postgres is away.
    if (refusal.code === 'internal') await store.ping();
    throw refusal;
  };

  /** Open live connections of a session that ends must end too. */
  const endingSessions: Ask = async (request, body) => {
    const account = await auth.authenticate({ headers: request.headers, url: request.url });
    const answer = await ask(request, body);
    if (account) await announceRights(context.publisher, context.log, account.id);
    return answer;
  };

  signUpRoutes(app, auth, ask);
  signInRoutes(app, ask, new FailedSignIns(context));
  app.post(
    '/api/auth/change-password',
    {
      schema: {
        tags,
        summary: 'Change my password',
        description: 'For who has signed in with a password: a token of the API does not do.',
        body: ChangePassword,
        response,
      },
    },
    async (request, reply) => relay(await endingSessions(request, request.body), request, reply),
  );
  for (const [method, path, summary] of offered) {
    app.route({
      method,
      url: `/api/auth/${path}`,
      schema: { tags, summary, response },
      handler: async (request, reply) => {
        if (method === 'GET') return relay(await ask(request, undefined), request, reply);
        return relay(await endingSessions(request, request.body ?? {}), request, reply);
      },
    });
  }
}

function signUpRoutes(app: Api, { signUpOpen }: Auth, ask: Ask): void {
  app.get(
    '/api/auth/sign-up',
    {
      schema: {
        tags,
        summary: 'Whether visitors may make an account',
        response: { 200: SignUpState, ...problemResponse },
      },
    },
    async () => ({ open: signUpOpen }),
  );
  app.post(
    '/api/auth/sign-up/email',
    { schema: { tags, summary: 'Make an account and sign in', body: SignUp, response } },
    async (request, reply) => {
      const { username, email, password } = request.body;
      // The name shown is the handle: nobody can look like somebody else.
      const account = { name: username, username, email, password };
      const answer = await ask(request, account).catch((error: unknown) => {
        if (!(error instanceof ApiError && error.code === 'internal')) throw error;
        // Of two that sign up at once with one name the database refuses one; asked again it is told why.
        return ask(request, account);
      });
      return relay(answer, request, reply);
    },
  );
}

function signInRoutes(app: Api, ask: Ask, failures: FailedSignIns): void {
  const signIn = async (request: FastifyRequest, reply: FastifyReply, name: string) => {
    const attempt = { name, address: request.ip };
    await failures.check(attempt);
    try {
      const answer = await ask(request, request.body);
      await failures.clear(attempt);
      return await relay(answer, request, reply);
    } catch (error) {
      const wrong = error instanceof ApiError && error.code === 'invalid-username-or-password';
      if (wrong) await failures.add(attempt);
      throw error;
    }
  };
  app.post(
    '/api/auth/sign-in/username',
    { schema: { tags, summary: 'Sign in with a handle', body: SignInByHandle, response } },
    (request, reply) => signIn(request, reply, request.body.username),
  );
  app.post(
    '/api/auth/sign-in/email',
    { schema: { tags, summary: 'Sign in with an e-mail address', body: SignInByAddress, response } },
    (request, reply) => signIn(request, reply, request.body.email),
  );
}

function asWebRequest(request: FastifyRequest, body: unknown): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  headers.set(CLIENT_ADDRESS_HEADER, request.ip);
  headers.delete('content-length');
  headers.delete('transfer-encoding');
  const base = `http://${request.headers.host ?? 'localhost'}`;
  if (!URL.canParse(request.url, base))
    throw new ApiError('invalid-request', 'the Host header is not a host');
  const url = new URL(request.url, base);
  return new Request(url, {
    method: request.method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function relay(
  answer: Response,
  { protocol }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.code(answer.status);
  for (const [name, value] of answer.headers) {
    if (name !== 'set-cookie' && name !== 'content-length') reply.header(name, value);
  }
  // better-auth would have to know it at its start, of all requests; one Gavel may be reached both ways.
  const secure = protocol === 'https' ? '; Secure' : '';
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie + secure);
  const text = await answer.text();
  return reply.serializer((payload: unknown) => payload as string).send(text);
}
