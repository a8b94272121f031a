import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { bounds, closeCodes, LIVE_SUBPROTOCOL } from '@gavel/contract';
import { type WebSocket, WebSocketServer } from 'ws';
import { endWithProblem } from '../api/end-with-problem.ts';
import { ApiError } from '../api/errors.ts';
import { toApiError } from '../api/to-api-error.ts';
import { addressOf } from '../request-token.ts';
import { Admission, type Refusal } from './admission.ts';
import { Connections } from './connections.ts';
import { gatewayMetrics } from './metrics.ts';
import { Flushes } from './outbox.ts';
import { refusals } from './refusals.ts';
import { LiveSocket } from './socket.ts';
import { ssePlugin } from './sse.ts';
import type { Gateway, GatewayOptions } from './types.ts';
import { credentialsOf, isCrossSite } from './upgrade.ts';

/** How long after the last client should have left `drain` cuts those that did not. */
const DRAIN_GRACE_MS = 2_000;

/** A browser cannot see the HTTP status of a refused upgrade, but it sees a close code. */
const REFUSED_BY_CODE: Partial<Record<Refusal, [code: number, reason: string]>> = {
  unauthorized: [closeCodes.unauthorized, 'sign in, or send a token'],
  'too-many-connections': [closeCodes.tooManyConnections, 'close other connections of this user first'],
};

const NO_SUCH_ROUTE = new ApiError('no-such-route', 'WebSockets are served at /live');
const CROSS_SITE = new ApiError(
  'forbidden',
  'a page of another host has to send a token: it cannot use a cookie',
);

export function createGateway(options: GatewayOptions): Gateway {
  const connections = new Connections(options.heartbeatMs ?? 25_000, (each) => admission.beat(each));
  const metrics = gatewayMetrics(connections, () => options.hub.channels, options.registry);
  const admission = new Admission(options, connections, metrics);
  const flushes = new Flushes();
  const servers = new Set<Server>();

  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // Between the two bounds the client is told why; past this one ws closes with 1009 before it reads more.
    maxPayload: 2 * bounds.liveMessage,
    handleProtocols: (offered) => (offered.has(LIVE_SUBPROTOCOL) ? LIVE_SUBPROTOCOL : false),
    closeTimeout: 2_000,
  } as ConstructorParameters<typeof WebSocketServer>[0]);

  // Not a handshake of RFC 6455; without a listener ws would answer in HTML.
  sockets.on('wsClientError', ({ message }, stream) =>
    endWithProblem(stream, new ApiError('invalid-request', message)),
  );

  async function accept(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    if (addressOf(request.url).path !== '/live') return endWithProblem(stream, NO_SUCH_ROUTE);
    if (isCrossSite(request)) {
      metrics.refused.inc({ reason: 'cross-site' });
      return endWithProblem(stream, CROSS_SITE);
    }
    const credentials = credentialsOf(request);
    const admitted = await admission.admit(credentials);
    if (typeof admitted !== 'string') {
      const { user, register, giveUp } = admitted;
      sockets.handleUpgrade(request, stream, head, (webSocket) => {
        let unregister = () => {};
        const socket = new LiveSocket({ webSocket, stream, credentials, user }, options, flushes, (code) => {
          metrics.closed.inc({ code: isKnown(code) ? code : 'other' });
          unregister();
        });
        unregister = register(socket);
      });
      // It was no handshake, or the client has gone meanwhile.
      giveUp();
      return;
    }
    if (stream.destroyed) return;
    const told = REFUSED_BY_CODE[admitted];
    if (told) sockets.handleUpgrade(request, stream, head, (webSocket) => closeAtOnce(webSocket, ...told));
    else endWithProblem(stream, refusals[admitted]);
  }

  function onUpgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    // Also after a refusal: the client may reset the connection instead of reading it.
    stream.on('error', () => stream.destroy());
    accept(request, stream, head).catch((error: unknown) => {
      options.log.error({ err: error }, 'a live connection could not be accepted');
      endWithProblem(stream, toApiError(error));
    });
  }

  return {
    attach(server) {
      servers.add(server);
      server.on('upgrade', onUpgrade);
    },
    sse: ssePlugin(options, admission, flushes),
    connections: () => connections.size,
    async drain(spreadMs = 5_000) {
      const emptied = admission.stop();
      for (const connection of connections) connection.drain(Math.floor(Math.random() * spreadMs));
      const late = setTimeout(() => {
        for (const connection of connections) connection.cut();
      }, spreadMs + DRAIN_GRACE_MS);
      await emptied;
      clearTimeout(late);
    },
    async close() {
      for (const server of servers) server.off('upgrade', onUpgrade);
      const emptied = admission.stop();
      for (const connection of connections) connection.cut();
      await emptied;
      admission.close();
    },
  };
}

/** Ours, and those of RFC 6455; a client may say any of 2,000 more, and each would be a series for ever. */
const isKnown = (code: number) => code < 1_016 || (Object.values(closeCodes) as number[]).includes(code);

function closeAtOnce(webSocket: WebSocket, code: number, reason: string): void {
  webSocket.on('error', () => webSocket.terminate());
  webSocket.close(code, reason);
}
