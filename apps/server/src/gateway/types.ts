import type { IncomingHttpHeaders, Server } from 'node:http';
import type { Hub } from '@gavel/live';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';

export interface GatewayUser {
  readonly userId: string;
  readonly role: 'user' | 'admin';
}

/** What a request says of who it is from; kept while its connection lasts, to ask again. */
export interface Credentials {
  readonly headers: Pick<IncomingHttpHeaders, 'cookie' | 'authorization'>;
  readonly url: string;
}

export interface GatewayOptions {
  readonly hub: Hub;
  /** From cookie, `Authorization: Bearer` or `?token=`; null: not signed in. Fails when it cannot be known now. */
  readonly authenticate: (credentials: Credentials) => Promise<GatewayUser | null>;
  /** Never asked for `user:me`. */
  readonly mayRead: (user: GatewayUser, channel: string) => Promise<boolean>;
  readonly log: Logger;
  /** Milliseconds between pings; a client that misses one is gone. Default 25,000. */
  readonly heartbeatMs?: number;
  /** Where connections are counted. */
  readonly registry?: Registry;
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
  readonly transport: 'websocket' | 'sse';
  readonly credentials: Credentials;
  user: GatewayUser;
  /** The channels it reads, or has asked for, as it names them. */
  readonly names: Iterable<string>;
  drain(afterMs: number): void;
  /** Called each `heartbeatMs`. */
  beat(): void;
  /** Its user may no longer read this channel. */
  forbid(name: string): void;
  /** Its session or token has ended. */
  signOut(): void;
  cut(): void;
}
