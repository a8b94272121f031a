import { once } from 'node:events';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ClientFrame, ServerFrame } from '@gavel/contract';
import { Hub, Publisher } from '@gavel/live';
import { startTestRedis, until } from '@gavel/test-support';
import fastify from 'fastify';
import pino from 'pino';
import WebSocket from 'ws';
import { requestToken } from '../request-token.ts';
import { createGateway, type GatewayUser } from './index.ts';
import type { Credentials, GatewayOptions } from './types.ts';

/** A Redis, a hub and a publisher on it, and as many gateways of that hub as `serve` is called for. */
export async function openTestLive(...redisFlags: string[]) {
  const redis = await startTestRedis(...redisFlags);
  const hub = new Hub({ url: redis.url });
  const publisher = new Publisher({ url: redis.url, timeoutMs: 10_000 });
  const served: Awaited<ReturnType<typeof serveGateway>>[] = [];
  return {
    ...{ redis, hub, publisher },
    async serve(options?: Partial<GatewayOptions>) {
      const server = await serveGateway(hub, options);
      served.push(server);
      return server;
    },
    async close() {
      for (const server of served) await server.close();
      hub.close();
      publisher.close();
      await redis.stop();
    },
  };
}

/** A gateway on a port of its own, or on this one. Who has a name is signed in, and may read everything. */
export async function serveGateway(hub: Hub, options: Partial<GatewayOptions> = {}, port = 0) {
  const gateway = createGateway({
    hub,
    authenticate: signIn,
    mayRead: async () => true,
    log: pino({ level: 'silent' }),
    ...options,
  });
  const app = fastify({ forceCloseConnections: true });
  await app.register(gateway.sse);
  gateway.attach(app.server);
  await app.listen({ host: '127.0.0.1', port });
  const taken = (app.server.address() as AddressInfo).port;
  return {
    ...{ app, gateway, port: taken, host: `127.0.0.1:${taken}` },
    async close() {
      await gateway.close();
      await app.close();
    },
  };
}

/** The token, or else the cookie: here both are a name. */
export const nameIn = (credentials: Credentials) =>
  requestToken(credentials) ?? credentials.headers.cookie ?? '';

export async function signIn(credentials: Credentials): Promise<GatewayUser | null> {
  const userId = nameIn(credentials);
  return userId === '' ? null : { userId, role: 'user' };
}

/** A socket and all the frames it was sent. */
export class TestClient {
  readonly socket: WebSocket;
  readonly frames: ServerFrame[] = [];
  readonly closed: Promise<number>;

  constructor(url: string, options: WebSocket.ClientOptions = {}) {
    this.socket = new WebSocket(url, 'gavel.v1', options);
    this.socket.on('message', (data) => this.frames.push(JSON.parse(data.toString())));
    this.closed = once(this.socket, 'close').then(([code]) => code);
  }

  send(frame: ClientFrame): void {
    this.socket.send(JSON.stringify(frame));
  }

  async next(op: ServerFrame['op'], nth = 1): Promise<ServerFrame> {
    return until(`${op} ${nth}`, () => this.frames.filter((frame) => frame.op === op)[nth - 1]);
  }
}

export async function connect(host: string, name: string): Promise<TestClient> {
  const client = new TestClient(`ws://${host}/live?token=${name}`);
  await once(client.socket, 'open');
  return client;
}

/**
 * Asks for a WebSocket with a path as it is: a URL, or a client of WebSockets, would mend it. Gives the answer, without
 * its body when it is 101.
 */
export async function askForSocket(host: string, path: string, headers: OutgoingHttpHeaders = {}) {
  const upgrade = {
    ...{ connection: 'Upgrade', upgrade: 'websocket' },
    ...{ 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' },
  };
  const asked = request(`http://${host}`, { path, headers: { ...upgrade, ...headers }, agent: false }).end();
  const [answer, stream] = (await Promise.race([once(asked, 'response'), once(asked, 'upgrade')])) as
    | [IncomingMessage]
    | [IncomingMessage, Duplex];
  stream?.destroy();
  const text = stream ? '' : Buffer.concat(await answer.toArray()).toString();
  return { status: answer.statusCode, headers: answer.headers, text };
}
