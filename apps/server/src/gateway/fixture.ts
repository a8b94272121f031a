import { once } from 'node:events';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Asks for a WebSocket with a path as it is: a URL, or a client of WebSockets, would mend it. Gives the answer, without
 * its body when it is 101.
 */
export async function askForSocket(host: string, path: string, headers: OutgoingHttpHeaders = {}) {
  const upgrade = {
    ...{ connection: 'Upgrade', upgrade: 'websocket' },
    ...{ 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' },
  };
  const asked = request(`http://${host}`, { path, headers: { ...upgrade, ...headers }, agent: false }).end();
  const [answer, stream] = (await Promise.race([once(asked, 'response'), once(asked, 'upgrade')])) as
    | [IncomingMessage]
    | [IncomingMessage, Duplex];
  stream?.destroy();
  const text = stream ? '' : Buffer.concat(await answer.toArray()).toString();
  return { status: answer.statusCode, headers: answer.headers, text };
}
