import { bounds, ChannelName } from '@gavel/contract';
import type { Position } from '@gavel/live';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../api/errors.ts';
import type { Admission, Refusal } from './admission.ts';
import { notAChannel, resolveChannel } from './channels.ts';
import { EventStream } from './event-stream.ts';
import type { Flushes } from './outbox.ts';
import type { GatewayOptions } from './types.ts';
import { credentialsOf } from './upgrade.ts';

const SIGN_IN = 'send a token as Authorization: Bearer TOKEN or as ?token=TOKEN, or the cookie of a session';

const REFUSALS: Readonly<Record<Refusal, ApiError>> = {
  unauthorized: new ApiError('unauthorized', SIGN_IN),
  'too-many-connections': new ApiError('too-many-connections', 'close other connections of this user first'),
  busy: new ApiError('busy', 'many clients come at once: come back a little later', { retryAfter: 2 }),
  draining: new ApiError('busy', 'this server stops: come back, to another', { retryAfter: 1 }),
};

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
      if (typeof admitted === 'string') return refuse(reply, REFUSALS[admitted]);
      const { user, register } = admitted;
      for (const [i, name] of names.entries()) {
        if (await options.mayRead(user, resolveChannel(user, name))) continue;
        const message = `${name} is not yours to read, or there is no such thing`;
        const faults = [{ path: `query.channel.${i}`, message }];
        return refuse(reply, new ApiError('forbidden', message, { faults }));
      }
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
    });
  };
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
