import type { IncomingHttpHeaders } from 'node:http';

/** What is needed of a request to know whose it is: of node:http's, or Fastify's. */
export interface TokenRequest {
  readonly headers: Pick<IncomingHttpHeaders, 'authorization'>;
  readonly url?: string | undefined;
}

/**
 * The token a request brings: `Authorization: Bearer`, or `?token=` under `/live`. null: none, so a cookie counts. The
 * gateway lets a page of another host in only by a token: it has to ask here, as who authenticates does.
 */
export function requestToken({ headers, url }: TokenRequest): string | null {
  const bearer = /^Bearer +(.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const { path, query } = addressOf(url);
  // Browsers cannot set headers on a WebSocket; elsewhere a token in an address would end in logs.
  return path === '/live' || path.startsWith('/live/') ? query.get('token') : null;
}

/** The path as it was sent: resolving `//x/live` or `/x/../live` would give one that nobody asked for. */
export function addressOf(url = '/'): { path: string; query: URLSearchParams } {
  const [path = '', ...query] = url.split('?');
  return { path, query: new URLSearchParams(query.join('?')) };
}
