/** open: connected; connecting: trying now; waiting: will try again; closed: by the owner, or refused for good. */
export type LiveState = 'connecting' | 'open' | 'waiting' | 'closed';

export interface LivePosition {
  readonly epoch: string;
  readonly offset: number;
}

export interface LiveHandlers<Event> {
  onEvent(event: Event, position: LivePosition): void;
  /** Messages may have been missed: read the state over HTTP. What is published from now on arrives by itself. */
  onReset(): void;
  /** The server refuses this channel. */
  onError?(code: string, message: string): void;
}

export interface LiveClientOptions {
  /** `wss://host/live`, `https://host/live`, or a path of the page's own host such as `/live`. */
  readonly url: string;
  /** For clients without cookies. */
  readonly token?: string;
}

export declare class LiveClient<Event = unknown> {
  constructor(options: LiveClientOptions);
  readonly state: LiveState;
  /** Why the server refused for good: a close code from 3500 on; otherwise null. */
  readonly refusedWith: number | null;
  /** Calls `listener` on every change; gives the way to stop that. */
  onState(listener: (state: LiveState) => void): () => void;
  /** Gives the way to unsubscribe. `since: { epoch: '', offset: 0 }` asks for the channel from its start. */
  subscribe(channel: string, handlers: LiveHandlers<Event>, since?: LivePosition): () => void;
  close(): void;
}
