import { Handle } from '@gavel/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CLIENT_ADDRESS_HEADER } from '../auth.ts';
import type { Api, RouteContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { problemResponse } from '../respond.ts';

/** What of better-auth is offered. Its other addresses answer 404. */
const offered = {
  GET: ['get-session', 'list-sessions'],
  POST: [
    ...['sign-in/email', 'sign-in/username', 'sign-out', 'change-password'],
    ...['revoke-session', 'revoke-sessions', 'revoke-other-sessions'],
  ],
} as const;

const SignUp = z.object({
  username: Handle.meta({ description: 'the handle' }),
  email: z.email().max(254),
  password: z.string().min(8).max(128),
});

const tags = ['sessions'];

/** Sign-up, sign-in and sessions. Errors are problems that also have better-auth's own `message`. */
export function authRoutes(app: Api, { auth, store }: RouteContext): void {
  const forward = async (request: FastifyRequest, reply: FastifyReply, body: unknown) => {
    const response = await auth.handle(asWebRequest(request, body));
    // better-auth hides why it failed: a ping that fails too tells that Postgres is away.
    if (response.status >= 500) await store.ping();
    return relay(response, reply);
  };

  app.post(
    '/api/auth/sign-up/email',
    { schema: { tags, summary: 'Make an account and sign in', body: SignUp } },
    (request, reply) => {
      const { username, email, password } = request.body;
      // The name shown is the handle: nobody can look like somebody else.
      return forward(request, reply, { name: username, username, email, password });
    },
  );
  for (const method of ['GET', 'POST'] as const) {
    for (const path of offered[method]) {
      const schema = { tags, summary: `better-auth: ${path}`, response: problemResponse };
      app.route({
        method,
        url: `/api/auth/${path}`,
        schema,
        handler: (request, reply) =>
          forward(request, reply, method === 'POST' ? (request.body ?? {}) : undefined),
      });
    }
  }
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

async function relay(response: Response, reply: FastifyReply): Promise<FastifyReply> {
  reply.code(response.status);
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie' && name !== 'content-length') reply.header(name, value);
  }
  const retryAfter = response.headers.get('x-retry-after');
  if (retryAfter) reply.header('retry-after', retryAfter);
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie);
  const text = await response.text();
  reply.serializer((payload: unknown) => payload as string);
  if (response.ok) return reply.send(text);
  return reply.type('application/problem+json').send(JSON.stringify(problemOf(response.status, text)));
}

function problemOf(status: number, text: string) {
  const { code, message } = BetterAuthError.catch({ code: undefined, message: undefined }).parse(
    parsed(text),
  );
  const name = (code ?? (status === 429 ? 'too-many-requests' : 'refused'))
    .toLowerCase()
    .replaceAll('_', '-');
  return {
    type: `urn:gavel:error:${name}`,
    title: 'The request was refused',
    status,
    code: name,
    detail: message ?? 'see the status',
    message,
  };
}

const BetterAuthError = z.object({ code: z.string().optional(), message: z.string().optional() });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // better-auth answers some refusals in plain words.
    return { message: text };
  }
}
