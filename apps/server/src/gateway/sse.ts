import type { ServerResponse } from 'node:http';
import { bounds, ChannelName } from '@gavel/contract';
import type { Position, Start, Subscription } from '@gavel/live';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../api/errors.ts';
import { notAChannel, resolveChannel } from './channels.ts';
import { frame, messageFrame } from './frames.ts';
import type { Connection, GatewayOptions } from './types.ts';

/** Bytes that may wait for a client to read them. */
const SEND_BOUND = 1024 * 1024;
const SIGN_IN = 'send a token as Authorization: Bearer TOKEN or as ?token=TOKEN, or the cookie of a session';

/** OpenAPI has no words for a stream: the contract's document describes it. */
const hidden: object = { hide: true };

type Register = (connection: Connection) => () => void;

/**
 * `GET /live/sse?channel=…&channel=…`: the same frames as on the WebSocket, one an event. The id of an event is the
 * position in every channel of the stream, `epoch:offset` each, joined by commas in the order of the query.
 */
export function ssePlugin(options: GatewayOptions, register: Register) {
  return async (fastify: FastifyInstance): Promise<void> => {
    fastify.get('/live/sse', { exposeHeadRoute: false, schema: hidden }, async (request, reply) => {
      const names = channelNames(request);
      const fault = faultOf(names);
      if (fault !== null) return refuse(reply, new ApiError('invalid-request', fault));
      const user = await options.authenticate(request.raw);
      if (!user) return refuse(reply, new ApiError('unauthorized', SIGN_IN));
      for (const name of names) {
        if (await options.mayRead(user, resolveChannel(user, name))) continue;
        const detail = `${name} is not yours to read, or there is no such thing`;
        return refuse(reply, new ApiError('forbidden', detail));
      }
      reply.hijack();
      // Gone while we asked: its 'close' will not come again.
      if (request.raw.socket.destroyed) return;
      const stream = new EventStream(reply.raw);
      const unregister = register(stream);
      const subscriptions = subscribe(options, stream, user, names, lastPositions(request, names.length));
      reply.raw.on('close', () => {
        stream.end();
        unregister();
        for (const subscription of subscriptions) subscription.close();
      });
    });
  };
}

function subscribe(
  options: GatewayOptions,
  stream: EventStream,
  user: Parameters<typeof resolveChannel>[0],
  names: readonly string[],
  since: readonly (Position | undefined)[],
): Subscription[] {
  const at = names.map((_, i) => since[i]);
  // None before every channel has begun: a client that came back with it would ask for more than it had.
  const id = () =>
    at.every(isKnown) ? at.map(({ epoch, offset }) => `${epoch}:${offset}`).join(',') : undefined;
  return names.map((name, i) =>
    options.hub.subscribe(
      resolveChannel(user, name),
      {
        start({ epoch, offset, recovered }: Start) {
          at[i] = { epoch, offset };
          stream.write(frame({ op: 'subscribed', channel: name, epoch, offset, recovered }), id());
        },
        message(message) {
          at[i] = message;
          stream.write(messageFrame(message, name).text, id());
        },
      },
      since[i],
    ),
  );
}

const isKnown = (position: Position | undefined) => position !== undefined;

/** https://html.spec.whatwg.org/multipage/server-sent-events.html */
class EventStream implements Connection {
  readonly #response: ServerResponse;
  #drainTimer: NodeJS.Timeout | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // nginx would hold events back.
      'x-accel-buffering': 'no',
    });
    response.write(`retry: ${1_000 + Math.floor(Math.random() * 2_000)}\n\n`);
  }

  /** A frame is JSON, so it has no line breaks. */
  write(text: string, id?: string): void {
    if (this.#response.destroyed || this.#response.writableEnded) return;
    if (this.#response.writableLength > SEND_BOUND) {
      // The client comes back with its last id and gets what it missed.
      this.#response.destroy();
      return;
    }
    this.#response.write(id === undefined ? `data: ${text}\n\n` : `id: ${id}\ndata: ${text}\n\n`);
  }

  drain(afterMs: number): void {
    this.write(frame({ op: 'drain', afterMs }));
    this.#drainTimer = setTimeout(() => this.#response.end(), afterMs);
  }

  /** A comment keeps proxies from closing a silent stream, and finds out that a client is gone. */
  beat(): void {
    if (!this.#response.writableEnded) this.#response.write(':\n\n');
  }

  cut(): void {
    this.#response.destroy();
  }

  end(): void {
    clearTimeout(this.#drainTimer);
  }
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
function lastPositions(request: FastifyRequest, count: number): (Position | undefined)[] {
  const header = request.headers['last-event-id'];
  const parts = typeof header === 'string' ? header.split(',') : [];
  if (parts.length !== count) return [];
  return parts.map((part) => {
    const match = /^([\w-]{0,64}):(\d{1,15})$/.exec(part);
    return match ? { epoch: match[1] as string, offset: Number(match[2]) } : undefined;
  });
}

function refuse(reply: FastifyReply, problem: ApiError): FastifyReply {
  return reply.code(problem.status).type('application/problem+json').send(problem.toProblem());
}
