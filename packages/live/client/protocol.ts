/** What the server of `gavel.v1` sends. */
export type ServerFrame<Event> =
  | {
      readonly op: 'subscribed';
      readonly channel: string;
      readonly epoch: string;
      readonly offset: number;
      readonly recovered: boolean;
    }
  | {
      readonly op: 'message';
      readonly channel: string;
      readonly epoch: string;
      readonly offset: number;
      /** So many right before it were left out: newer progress says more. */
      readonly skipped?: number;
      readonly event: Event;
    }
  | { readonly op: 'error'; readonly code: string; readonly message: string; readonly channel?: string }
  | { readonly op: 'drain'; readonly afterMs: number }
  | { readonly op: 'pong' };

/** Where to connect; a path is one of the page's own host. `token` goes with a WebSocket's address, that has no headers. */
export function addressesOf(url: string, token: string | undefined) {
  const page = (globalThis as { location?: { readonly href: string } }).location?.href;
  const webSocket = new URL(url, page);
  const eventStream = new URL(webSocket);
  webSocket.protocol = webSocket.protocol.replace('http', 'ws');
  if (token !== undefined) webSocket.searchParams.set('token', token);
  eventStream.protocol = eventStream.protocol.replace('ws', 'http');
  eventStream.pathname = `${eventStream.pathname.replace(/\/$/, '')}/sse`;
  return { webSocket: webSocket.href, eventStream: eventStream.href };
}
