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
  readonly mayRead: (user: GatewayUser, channel: string) => Promise<boolean>;
  readonly log: Logger;
}

export interface Gateway {
  /** Serves WebSocket at `/live` of this server. */
  attach(server: Server): void;
  /** Fastify plugin: `GET /live/sse`. */
  readonly sse: (fastify: FastifyInstance) => Promise<void>;
  connections(): number;
  /** Tells clients to come back elsewhere, spread over `spreadMs`, and resolves when all are gone. */
  drain(spreadMs?: number): Promise<void>;
  close(): Promise<void>;
}

export declare function createGateway(options: GatewayOptions): Gateway;

export interface Owners {
  /** The user id whose submission or run this is; null: there is none. */
  submission(id: string): Promise<string | null>;
  run(id: string): Promise<string | null>;
}

/** Who may read which channel of the public contract. */
export declare function channelPolicy(owners: Owners): GatewayOptions['mayRead'];
