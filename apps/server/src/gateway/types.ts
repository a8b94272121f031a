import type { IncomingMessage, Server } from 'node:http';
import type { Hub } from '@gavel/live';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

export interface GatewayUser {
  readonly userId: string;
  readonly role: 'user' | 'admin';
}

export interface GatewayOptions {
  readonly hub: Hub;
  /** From cookie, `Authorization: Bearer` or `?token=` of the request; null: not signed in. */
  readonly authenticate: (request: IncomingMessage) => Promise<GatewayUser | null>;
  /** Never asked for `user:me`. */
  readonly mayRead: (user: GatewayUser, channel: string) => Promise<boolean>;
  readonly log: Logger;
  /** Milliseconds between pings; a client that misses one is gone. Default 25,000. */
  readonly heartbeatMs?: number;
}

export interface Gateway {
  /** Serves WebSocket at `/live` of this server. */
  attach(server: Server): void;
  /** Fastify plugin: `GET /live/sse`. */
  readonly sse: (fastify: FastifyInstance) => Promise<void>;
  connections(): number;
  /** Tells clients to come back elsewhere, spread over `spreadMs` (default 5,000); resolves when all are gone. */
  drain(spreadMs?: number): Promise<void>;
  /** Cuts what is left. */
  close(): Promise<void>;
}

/** A client, whatever the transport. */
export interface Connection {
  drain(afterMs: number): void;
  /** Called each `heartbeatMs`. */
  beat(): void;
  cut(): void;
}
