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
      readonly event: Event;
    }
  | { readonly op: 'error'; readonly code: string; readonly message: string; readonly channel?: string }
  | { readonly op: 'drain'; readonly afterMs: number }
  | { readonly op: 'pong' };

/** `url` as an address for a WebSocket; a path is one of the page's own host. */
export function webSocketUrl(url: string, token: string | undefined): string {
  const page = (globalThis as { location?: { readonly href: string } }).location?.href;
  const address = new URL(url, page);
  address.protocol = address.protocol.replace('http', 'ws');
  if (token !== undefined) address.searchParams.set('token', token);
  return address.href;
}
