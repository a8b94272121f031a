/** `serve.ts KIND REDIS_URL`: one server with what it takes to be compared, in a process of its own. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hub } from '@gavel/live';
import { createAdapter } from '@socket.io/redis-adapter';
import { createClient } from 'redis';
import { Server as SocketIo } from 'socket.io';
import { WebSocket, WebSocketServer } from 'ws';
import { channelPolicy, createGateway } from '../../apps/server/src/gateway/index.ts';
import { createLog } from '../../apps/server/src/log.ts';
import type { Kind } from './clients.ts';
import { userId } from './wire.ts';

/** The user that `?token=N` names. */
const userOf = (url = '') => Number(new URL(url, 'http://x').searchParams.get('token'));

async function serveBare(server: Server, redisUrl: string, encode: (text: string) => string | Buffer) {
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  const users = new Map<string, Set<WebSocket>>();
  sockets.on('connection', (socket, request) => {
    const user = String(userOf(request.url));
    users.set(user, (users.get(user) ?? new Set()).add(socket));
    socket.on('close', () => users.get(user)?.delete(socket));
  });
  const subscriber = await createClient({ url: redisUrl, RESP: 3 }).connect();
  await subscriber.subscribe('bench', (text) => {
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
async function serveGavel(server: Server, redisUrl: string) {
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
}

const [kind, redisUrl = '', port = '0'] = process.argv.slice(2) as [Kind, string?, string?];
const server = createServer();
if (kind === 'bare') await serveBare(server, redisUrl, (text) => text);
if (kind === 'once') await serveBare(server, redisUrl, frameOf);
if (kind === 'socketio') await serveSocketIo(server, redisUrl);
if (kind === 'gavel') await serveGavel(server, redisUrl);

process.on('message', ({ id, order }: { id: number; order: 'cpu' | 'memory' }) => {
  const { user, system } = process.cpuUsage();
  if (order === 'memory') (globalThis as { gc?: () => void }).gc?.();
  const answer = order === 'cpu' ? (user + system) / 1_000 : process.memoryUsage.rss() / 1_024;
  process.send?.({ id, answer });
});
process.on('disconnect', () => process.exit());
server.listen(Number(port), '127.0.0.1', () =>
  process.send?.({ id: 0, answer: (server.address() as AddressInfo).port }),
);
