import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { declareCached } from '../cached.ts';
import { Languages } from '../languages.ts';
import { queueMetrics } from '../queue-metrics.ts';
import { createApp } from './app.ts';
import { CachedEvents } from './cached-events.ts';
import type { Api, ApiContext, RouteContext } from './context.ts';
import { collectRoutes, documentRoutes } from './documents.ts';
import { createGuards } from './guards.ts';
import { accountRoutes } from './routes/accounts.ts';
import { authRoutes } from './routes/auth.ts';
import { broadcastRoutes } from './routes/broadcasts.ts';
import { cacheRoutes } from './routes/cache.ts';
import { eventRoutes } from './routes/events.ts';
import { judgingActionRoutes } from './routes/judging-actions.ts';
import { operationRoutes } from './routes/operation.ts';
import { packageRoute, problemRoutes } from './routes/problems.ts';
import { queueRoute } from './routes/queue.ts';
import { rejudgingRoutes } from './routes/rejudgings.ts';
import { runRoutes } from './routes/runs.ts';
import { standingsRoutes } from './routes/standings.ts';
import { submissionRoutes } from './routes/submissions.ts';
import { serveWebApp } from './web-app.ts';

/** The api, ready to listen. Closing it ends what waits; the context stays its owner's. */
export async function buildApi(context: ApiContext): Promise<Api> {
  const app = createApp(context);
  app.decorateRequest('account', null);
  app.removeContentTypeParser('text/plain');
  const stopping = new AbortController();
  app.addHook('preClose', async () => stopping.abort());
  // A connection that stays open after its answer would hold up the end for as long as it may be idle.
  app.addHook('onSend', async (_request, reply) => {
    if (stopping.signal.aborted) reply.header('connection', 'close');
  });
  const routes: RouteContext = {
    ...context,
    events: new CachedEvents(context),
    languages: new Languages(context.redis),
    cached: declareCached(context.cache),
    stopping: stopping.signal,
  };
  const guards = createGuards(context.auth);

  await collectRoutes(app);
  operationRoutes(app, routes);
  queueMetrics(context.registry, context.queue);
  authRoutes(app, routes);
  accountRoutes(app, routes, guards);
  problemRoutes(app, routes, guards);
  await app.register(async (scope) =>
    packageRoute(scope.withTypeProvider<ZodTypeProvider>(), routes, guards),
  );
  eventRoutes(app, routes, guards);
  standingsRoutes(app, routes, guards);
  submissionRoutes(app, routes, guards);
  runRoutes(app, routes, guards);
  cacheRoutes(app, routes, guards);
  queueRoute(app, routes, guards);
  judgingActionRoutes(app, routes, guards);
  rejudgingRoutes(app, routes, guards);
  broadcastRoutes(app, routes, guards);
  await documentRoutes(app);
  if (context.webRoot) await serveWebApp(app, context.webRoot);
  return app;
}
