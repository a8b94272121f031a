import { bounds } from '@gavel/contract';
import { newId } from '@gavel/store';
import fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { Languages } from '../languages.ts';
import type { Api, ApiContext, RouteContext } from './context.ts';
import { collectRoutes, documentRoutes } from './documents.ts';
import { createGuards } from './guards.ts';
import { answerProblems, sendProblem } from './respond.ts';
import { accountRoutes } from './routes/accounts.ts';
import { authRoutes } from './routes/auth.ts';
import { healthRoutes, metricsRoute } from './routes/health.ts';
import { packageRoute, problemRoutes } from './routes/problems.ts';
import { queueRoute } from './routes/queue.ts';
import { runRoutes } from './routes/runs.ts';
import { submissionRoutes } from './routes/submissions.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { toApiError } from './to-api-error.ts';
import { serveWebApp } from './web-app.ts';

/** The api, ready to listen. Closing it ends what waits; the context stays its owner's. */
export async function buildApi(context: ApiContext): Promise<Api> {
  const app: Api = fastify({
    loggerInstance: context.log as FastifyBaseLogger,
    // Fastify would log whole addresses, and those of `/live` may hold a token.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bounds.requestBody,
    genReqId: newId,
    requestIdHeader: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 128 },
    frameworkErrors: (error, _request, reply) => sendProblem(reply, toApiError(error)),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorateRequest('account', null);
  app.removeContentTypeParser('text/plain');
  answerProblems(app);
  addSecurityHeaders(app);
  logRequests(app);

  const stopping = new AbortController();
  app.addHook('preClose', async () => stopping.abort());
  // A connection that stays open after its answer would hold up the end for as long as it may be idle.
  app.addHook('onSend', async (_request, reply) => {
    if (stopping.signal.aborted) reply.header('connection', 'close');
  });
  const routes: RouteContext = {
    ...context,
    languages: new Languages(context.redis),
    stopping: stopping.signal,
  };
  const guards = createGuards(context.auth);

  await collectRoutes(app);
  metricsRoute(app);
  healthRoutes(app, routes);
  authRoutes(app, routes);
  accountRoutes(app, routes, guards);
  problemRoutes(app, routes, guards);
  await app.register(async (scope) =>
    packageRoute(scope.withTypeProvider<ZodTypeProvider>(), routes, guards),
  );
  submissionRoutes(app, routes, guards);
  runRoutes(app, routes, guards);
  queueRoute(app, routes, guards);
  await documentRoutes(app);
  if (context.webRoot) await serveWebApp(app, context.webRoot);
  return app;
}

function logRequests(app: Api): void {
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  app.addHook('onResponse', async ({ log, method, routeOptions }, { statusCode, elapsedTime }) => {
    log.debug(
      { method, route: routeOptions.url, status: statusCode, ms: Math.round(elapsedTime) },
      'answered',
    );
  });
}
