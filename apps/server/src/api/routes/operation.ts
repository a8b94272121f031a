import { collectDefaultMetrics, Histogram } from 'prom-client';
import { z } from 'zod';
import { within } from '../../within.ts';
import type { Api, RouteContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { problemResponse } from '../respond.ts';

const PING_MS = 2_000;

type OperationContext = Pick<RouteContext, 'store' | 'redis' | 'log' | 'registry'>;

/** What every server process answers to those who run it: alive, ready, metrics. */
export function operationRoutes(app: Api, context: OperationContext): void {
  metricsRoute(app, context);
  healthRoutes(app, context);
}

const Ok = z.object({ status: z.literal('ok') });

function healthRoutes(app: Api, { store, redis, log }: OperationContext): void {
  app.get(
    '/healthz',
    { schema: { tags: ['operation'], summary: 'Alive', response: { 200: Ok, ...problemResponse } } },
    async () => ({ status: 'ok' as const }),
  );

  app.get(
    '/readyz',
    {
      schema: {
        tags: ['operation'],
        summary: 'Redis and Postgres reachable',
        response: { 200: Ok, ...problemResponse },
      },
    },
    async () => {
      const [database, queue] = await Promise.allSettled([
        within(PING_MS, store.ping()),
        within(PING_MS, redis.ping()),
      ]);
      for (const result of [database, queue]) {
        if (result.status === 'rejected') log.warn({ err: result.reason }, 'not ready');
      }
      if (database.status === 'rejected')
        throw new ApiError('database-unavailable', 'Postgres', { retryAfter: 2 });
      if (queue.status === 'rejected') throw new ApiError('queue-unavailable', 'Redis', { retryAfter: 2 });
      return { status: 'ok' as const };
    },
  );
}

/** Prometheus text: the process, and how long requests took by route and status. */
function metricsRoute(app: Api, { registry }: OperationContext): void {
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'gavel_http_request_duration_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 60],
    registers: [registry],
  });
  app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    const labels = { method, route: routeOptions.url ?? 'none', status: reply.statusCode };
    durations.observe(labels, reply.elapsedTime / 1000);
  });
  app.get(
    '/metrics',
    { schema: { tags: ['operation'], summary: 'Prometheus text', produces: ['text/plain'] } },
    async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()),
  );
  app.addHook('onClose', async () => registry.clear());
}
