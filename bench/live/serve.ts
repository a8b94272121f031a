/** `serve.ts KIND REDIS_URL`: one server with what it takes to be compared, in a process of its own. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Hub } from '@gavel/live';
import { createAdapter } from '@socket.io/redis-adapter';
import { createClient } from 'redis';
import { Server as SocketIo } from 'socket.io';
import { WebSocket, WebSocketServer } from 'ws';
import { ACCEPT_QUEUE, channelPolicy, createGateway } from '../../apps/server/src/gateway/index.ts';
import { createLog } from '../../apps/server/src/log.ts';
import type { Kind } from './clients.ts';
import { cpuMs, greet, takeOrders } from './orders.ts';
import { SlowEnd } from './slow-end.ts';
import { SLOW, userId } from './wire.ts';

/** The user that `?token=N` names. */
const userOf = (url = '') => Number(new URL(url, 'http://x').searchParams.get('token'));

async function serveBare(
  server: Server,
  redisUrl: string,
  kind: Kind,
  encode: (text: string) => string | Buffer,
) {
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  const users = new Map<string, Set<WebSocket>>();
  sockets.on('connection', (socket, request) => {
    const user = String(userOf(request.url));
    users.set(user, (users.get(user) ?? new Set()).add(socket));
    socket.on('close', () => users.get(user)?.delete(socket));
  });
  const subscriber = await createClient({ url: redisUrl, RESP: 3 }).connect();
  await subscriber.subscribe(kind, (text) => {
    const space = text.indexOf(' ');
    const to = text.slice(0, space);
    const content = encode(text.slice(space + 1));
    for (const socket of (to === 'all' ? sockets.clients : users.get(to)) ?? []) send(socket, content);
  });
}

/** A string goes the usual way; what is a frame already goes past it, to the connection below. */
function send(socket: WebSocket, content: string | Buffer): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  if (typeof content === 'string') socket.send(content);
  else (socket as unknown as { _socket: NodeJS.WritableStream })._socket.write(content);
}

/** A frame of a server: text, unmasked, 126 bytes to 64 KiB. */
function frameOf(text: string): Buffer {
  const payload = Buffer.from(text);
  const frame = Buffer.allocUnsafe(4 + payload.length);
  frame.writeUInt16BE(0x817e, 0);
  frame.writeUInt16BE(payload.length, 2);
  payload.copy(frame, 4);
  return frame;
}

async function serveSocketIo(server: Server, redisUrl: string) {
  const publisher = await createClient({ url: redisUrl }).connect();
  const subscriber = await publisher.duplicate().connect();
  const io = new SocketIo(server, {
    transports: ['websocket'],
    adapter: createAdapter(publisher, subscriber),
    serveClient: false,
  });
  io.on('connection', (socket) => void socket.join(`user:${socket.handshake.query.token}`));
}

/** Authorisation and history are on; a token is hashed as ours are, and looked up in memory instead of Postgres. */
function serveGavel(server: Server, redisUrl: string) {
  const gateway = createGateway({
    hub: new Hub({ url: redisUrl }),
    authenticate: async ({ url }) => {
      createHash('sha256').update(String(url)).digest();
      return { userId: userId(userOf(url)), role: 'user' };
    },
    mayRead: channelPolicy({
      submission: async () => null,
      run: async () => null,
      eventIsShown: async () => true,
    }),
    log: createLog('gateway', 'silent'),
  });
  gateway.attach(server);
  return async () => {
    server.close();
    await gateway.drain();
  };
}

const [kind, redisUrl = '', port = '0'] = process.argv.slice(2) as [Kind, string?, string?];
const server = createServer();
let drain = async () => {};
if (kind === 'bare') await serveBare(server, redisUrl, kind, (text) => text);
if (kind === 'once') await serveBare(server, redisUrl, kind, frameOf);
if (kind === 'socketio') await serveSocketIo(server, redisUrl);
if (kind === 'gavel') drain = serveGavel(server, redisUrl);

let slow: SlowEnd | undefined;
server.prependListener('upgrade', ({ url }, stream) => {
  if (userOf(url) === SLOW) slow = new SlowEnd(stream);
});

export type ServerOrder = 'cpu' | 'rss' | 'heap' | 'slow' | 'drain';

takeOrders<ServerOrder>(async (order) => {
  if (order === 'cpu') return cpuMs();
  if (order === 'slow') return slow?.state;
  if (order === 'drain') return drain();
  // Buffers go in the collection after the one that finds them unused.
  for (let n = 0; n < 3; n++) {
    (globalThis as { gc?: () => void }).gc?.();
    await delay(20);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return (order === 'rss' ? rss : heapUsed + external) / 1_024;
});
const queue = kind === 'gavel' ? { backlog: ACCEPT_QUEUE } : {};
// A server that is to follow one that stops shares the port with it.
server.listen({ port: Number(port), host: '127.0.0.1', reusePort: true, ...queue }, () =>
  greet((server.address() as AddressInfo).port),
);
