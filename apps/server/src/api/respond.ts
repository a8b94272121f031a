import { ProblemDetails } from '@gavel/contract';
import type { FastifyReply } from 'fastify';
import type { Api } from './context.ts';
import { ApiError } from './errors.ts';
import { toApiError } from './to-api-error.ts';

/** For the `response` of every route's schema: all that is not named is a problem. */
export const problemResponse = {
  default: {
    description: 'RFC 9457 problem details; decide by `code`',
    content: { 'application/problem+json': { schema: ProblemDetails } },
  },
};

/** Everything that is not an answer is `application/problem+json`, also where no route was found. */
export function answerProblems(app: Api): void {
  const methods = new Map<string, { address: RegExp; taken: Set<string> }>();
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? { address: addressOf(url), taken: new Set() };
    for (const one of [method].flat()) known.taken.add(one);
    if (!url.includes('*')) methods.set(url, known);
  });

  app.setErrorHandler((error, request, reply) => {
    const { consumes = ['application/json'] } = (request.routeOptions.schema ?? {}) as {
      consumes?: string[];
    };
    const problem = toApiError(error, { type: request.headers['content-type'], taken: consumes });
    if (problem.status >= 500) request.log.error({ err: error, code: problem.code }, 'a request failed');
    return sendProblem(reply, problem);
  });

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] as string;
    const known = [...methods.values()].filter(({ address }) => address.test(path));
    const taken = [...new Set(known.flatMap((route) => [...route.taken]))];
    if (taken.length === 0 || taken.includes(request.method)) {
      return sendProblem(reply, new ApiError('no-such-route', `there is no ${request.method} ${path}`));
    }
    reply.header('allow', taken.join(', '));
    return sendProblem(reply, new ApiError('method-not-allowed', `use ${taken.join(' or ')}`));
  });
}

export function sendProblem(reply: FastifyReply, problem: ApiError): FastifyReply {
  if (problem.retryAfter !== undefined) reply.header('retry-after', problem.retryAfter);
  if (problem.code === 'unauthorized') reply.header('www-authenticate', 'Bearer');
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem.toProblem());
}

/** `/a/:b` → what matches its addresses. */
function addressOf(url: string): RegExp {
  const pattern = url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[^/]+/g, '[^/]+');
  return new RegExp(`^${pattern}/?$`);
}
