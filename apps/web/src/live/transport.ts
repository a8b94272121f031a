import type { LiveEvent } from '@gavel/contract';

export type ConnectionState = 'connecting' | 'open' | 'waiting' | 'closed';

interface ChannelHandler {
  onEvent(event: LiveEvent): void;
  /** Messages may have been missed: read the state over HTTP. */
  onReset(): void;
}

/** What the app needs of a live connection; `@gavel/live/client` is one. */
export interface LiveTransport {
  readonly state: ConnectionState;
  onState(listener: (state: ConnectionState) => void): () => void;
  subscribe(channel: string, handler: ChannelHandler, since?: { epoch: string; offset: number }): () => void;
  close(): void;
}
