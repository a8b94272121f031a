import { bounds } from '@gavel/contract';
import { newId } from '@gavel/store';
import fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import type { Settings } from '../settings.ts';
import { answerClientError } from './answer-client-error.ts';
import type { Api } from './context.ts';
import { parseJsonStrictly } from './json-body.ts';
import { answerDespiteBodies } from './large-bodies.ts';
import { answerProblems, sendProblem } from './respond.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { toApiError } from './to-api-error.ts';

/** For a package of 256 MiB over a slow line; Fastify alone would wait for ever. */
const REQUEST_MS = 300_000;

/** A server without routes whose refusals are problems: what the api and a gateway of its own have in common. */
export function createApp({ log, settings }: { log: Logger; settings: Pick<Settings, 'trustProxy'> }): Api {
  const app: Api = fastify({
    loggerInstance: log as FastifyBaseLogger,
    // Fastify would log whole addresses, and those of `/live` may hold a token.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bounds.requestBody,
    requestTimeout: REQUEST_MS,
    genReqId: newId,
    requestIdHeader: false,
    // Anybody can send the headers of a proxy: those of the ones that were named count.
    trustProxy: settings.trustProxy ?? false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 128 },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, _request, reply) => sendProblem(reply, toApiError(error)),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  parseJsonStrictly(app);
  answerProblems(app);
  addSecurityHeaders(app);
  logRequests(app);
  answerDespiteBodies(app);
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
