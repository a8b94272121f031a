import type { ServerFrame } from './protocol.ts';

export interface LinkPosition {
  readonly epoch: string;
  readonly offset: number;
}

/** What a connection tells of itself. After `lost` it says nothing more. */
export interface LinkEvents<Event> {
  opened(): void;
  /** Anything came, be it nothing but a sign of life. */
  heard(): void;
  frame(frame: ServerFrame<Event>): void;
  /** @param code why the server closed it, if it said so */
  lost(code: number | null): void;
}

/** One connection, or the attempt at one. */
export interface Link {
  readonly transport: 'websocket' | 'sse';
  /** Also before it is open: then it is asked for as soon as that is so. */
  subscribe(channel: string, since: LinkPosition | undefined): void;
  unsubscribe(channel: string): void;
  /** Asks for a sign of life; false: it cannot, and what the server sends by itself must do. */
  ping(): boolean;
  /** Nothing more is heard of it: a dead one would take long to close. */
  leave(): void;
}
