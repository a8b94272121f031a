import type { IncomingMessage } from 'node:http';
import { requestToken } from '../request-token.ts';
import type { Credentials } from './types.ts';

/**
 * Browsers send cookies with a WebSocket of any page. A page of another host may therefore not use them; a token it
 * has to know, and that is enough.
 */
export function isCrossSite(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  // Only a token counts: a page can make a browser send `Authorization: Basic`, by an address with a name in it.
  if (origin === undefined || requestToken(request) !== null) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

/** Only what tells who it is: a connection keeps it for as long as it lasts. */
export function credentialsOf({ headers, url = '' }: IncomingMessage): Credentials {
  const { cookie, authorization } = headers;
  return { headers: { ...(cookie && { cookie }), ...(authorization && { authorization }) }, url };
}
