import { bounds, ChannelName } from '@gavel/contract';
import type { Position } from '@gavel/live';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../api/errors.ts';
import type { Admission } from './admission.ts';
import { notAChannel, resolveChannel } from './channels.ts';
import { EventStream } from './event-stream.ts';
import type { Flushes } from './outbox.ts';
import { refusals } from './refusals.ts';
import type { GatewayOptions, GatewayUser } from './types.ts';
import { credentialsOf } from './upgrade.ts';

/** OpenAPI has no words for a stream: the contract's document describes it. */
const hidden: object = { hide: true };

/** `GET /live/sse?channel=…&channel=…`: the same frames as on the WebSocket, one an event. */
export function ssePlugin(options: GatewayOptions, admission: Admission, flushes: Flushes) {
  return async (fastify: FastifyInstance): Promise<void> => {
    fastify.get('/live/sse', { exposeHeadRoute: false, schema: hidden }, async (request, reply) => {
      const names = channelNames(request);
      const fault = faultOf(names);
      if (fault !== null) return refuse(reply, new ApiError('invalid-request', fault));
      const credentials = credentialsOf(request.raw);
      const admitted = await admission.admit(credentials);
      if (typeof admitted === 'string') return refuse(reply, refusals[admitted]);
      const { user, register, giveUp } = admitted;
      try {
        const forbidden = await forbiddenOf(names, user, options);
        if (forbidden !== null) return refuse(reply, forbidden);
        reply.hijack();
        // Gone while we asked: its 'close' will not come again.
        if (request.raw.socket.destroyed) return;
        const since = lastPositions(request, names);
        const stream = new EventStream(reply.raw, { credentials, user }, since, flushes);
        const unregister = register(stream);
        const subscriptions = names.map((name) =>
          options.hub.subscribe(resolveChannel(user, name), stream.receiverOf(name), since.get(name)),
        );
        reply.raw.on('close', () => {
          stream.end();
          unregister();
          for (const subscription of subscriptions) subscription.close();
        });
      } finally {
        giveUp();
      }
    });
  };
}

/** About the first channel that is not for this user; null: all are. */
async function forbiddenOf(names: readonly string[], user: GatewayUser, { mayRead }: GatewayOptions) {
  for (const [i, name] of names.entries()) {
    if (await mayRead(user, resolveChannel(user, name))) continue;
    const message = `${name} is not yours to read, or there is no such thing`;
    return new ApiError('forbidden', message, { faults: [{ path: `query.channel.${i}`, message }] });
  }
  return null;
}

function channelNames(request: FastifyRequest): string[] {
  const { channel = [] } = request.query as { channel?: string | string[] };
  return [...new Set([channel].flat())];
}

function faultOf(names: readonly string[]): string | null {
  const most = bounds.subscriptionsPerSocket;
  if (names.length === 0) return 'name at least one channel, e.g. ?channel=user:me&channel=all';
  if (names.length > most) return `a stream carries up to ${most} channels, these are ${names.length}`;
  const wrong = names.find((name) => !ChannelName.safeParse(name).success);
  return wrong === undefined ? null : notAChannel(wrong);
}

/** What does not fit this stream's channels is as if it was not there: the client is told `recovered: false`. */
function lastPositions(request: FastifyRequest, names: readonly string[]): Map<string, Position | undefined> {
  const header = request.headers['last-event-id'];
  const parts = typeof header === 'string' ? header.split(',') : [];
  return new Map(
    names.map((name, i) => [name, parts.length === names.length ? position(parts[i]) : undefined]),
  );
}

function position(text = ''): Position | undefined {
  const match = /^([\w-]{0,64}):(\d{1,15})$/.exec(text);
  return match ? { epoch: match[1] as string, offset: Number(match[2]) } : undefined;
}

function refuse(reply: FastifyReply, problem: ApiError): FastifyReply {
  if (problem.retryAfter !== undefined) reply.header('retry-after', problem.retryAfter);
  return reply.code(problem.status).type('application/problem+json').send(problem.toProblem());
}
