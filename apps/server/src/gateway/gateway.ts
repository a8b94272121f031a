import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { bounds, closeCodes, LIVE_SUBPROTOCOL } from '@gavel/contract';
import { WebSocketServer } from 'ws';
import { LiveSocket } from './socket.ts';
import { ssePlugin } from './sse.ts';
import type { Connection, Gateway, GatewayOptions } from './types.ts';
import { addressOf, isCrossSite, refuseUpgrade } from './upgrade.ts';

/** How long after the last client should have left `drain` cuts those that did not. */
const DRAIN_GRACE_MS = 2_000;

export function createGateway(options: GatewayOptions): Gateway {
  const connections = new Set<Connection>();
  const servers = new Set<Server>();
  let draining = false;
  let onEmpty = () => {};

  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // Between the two bounds the client is told why; past this one ws closes with 1009 before it reads more.
    maxPayload: 2 * bounds.liveMessage,
    handleProtocols: (offered) => (offered.has(LIVE_SUBPROTOCOL) ? LIVE_SUBPROTOCOL : false),
    closeTimeout: 2_000,
  } as ConstructorParameters<typeof WebSocketServer>[0]);

  const heartbeat = setInterval(() => {
    for (const connection of connections) connection.beat();
  }, options.heartbeatMs ?? 25_000);

  function register(connection: Connection): () => void {
    connections.add(connection);
    // It asked before the draining began, or is a stream that came back too early.
    if (draining) connection.drain(0);
    return () => {
      connections.delete(connection);
      if (connections.size === 0) onEmpty();
    };
  }

  function reasonToRefuse(request: IncomingMessage): 404 | 503 | 403 | null {
    if (addressOf(request).pathname !== '/live') return 404;
    if (draining) return 503;
    return isCrossSite(request) ? 403 : null;
  }

  async function accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const refusal = reasonToRefuse(request);
    if (refusal !== null) {
      refuseUpgrade(socket, refusal);
      return;
    }
    const user = await options.authenticate(request);
    if (socket.destroyed) return;
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      if (!user) {
        // A browser cannot see an HTTP status here, but it sees a close code.
        webSocket.on('error', () => webSocket.terminate());
        webSocket.close(closeCodes.unauthorized, 'sign in, or send a token');
        return;
      }
      let unregister = () => {};
      unregister = register(new LiveSocket(webSocket, user, options, () => unregister()));
    });
  }

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Also after a refusal: the client may reset the connection instead of reading it.
    socket.on('error', () => socket.destroy());
    accept(request, socket, head).catch((error: Error) => {
      options.log.error({ err: error }, 'a live connection could not be accepted');
      refuseUpgrade(socket, 503);
    });
  }

  return {
    attach(server) {
      servers.add(server);
      server.on('upgrade', onUpgrade);
    },
    sse: ssePlugin(options, register),
    connections: () => connections.size,
    async drain(spreadMs = 5_000) {
      draining = true;
      if (connections.size === 0) return;
      const emptied = new Promise<void>((resolve) => {
        onEmpty = resolve;
      });
      for (const connection of connections) connection.drain(Math.floor(Math.random() * spreadMs));
      const late = setTimeout(() => {
        for (const connection of connections) connection.cut();
      }, spreadMs + DRAIN_GRACE_MS);
      await emptied;
      clearTimeout(late);
    },
    async close() {
      draining = true;
      clearInterval(heartbeat);
      for (const server of servers) server.off('upgrade', onUpgrade);
      for (const connection of connections) connection.cut();
    },
  };
}
