import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** As a proxy in front of Gavel: `/live` goes to the first gateway that takes a connection, the rest to the api. */
export interface TestBalancer {
  readonly url: string;
  close(): void;
}

export async function startTestBalancer(api: string, gatewayPorts: readonly number[]): Promise<TestBalancer> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const join = (client: Socket, upstream: Socket, head: Buffer) => {
    upstream.write(head);
    client.pipe(upstream).pipe(client);
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
    client.resume();
  };
  /** One request a connection is enough of HTTP for this: the answer to each says that it is the last. */
  const server = createServer((client) => {
    keep(client);
    client.once('data', (data) => {
      client.pause();
      const isLive = data.toString('latin1').startsWith('GET /live');
      const head = isLive ? data : lastOfItsConnection(data);
      const ports = isLive ? [...gatewayPorts] : [Number(new URL(api).port)];
      const next = () => {
        const port = ports.shift();
        if (port === undefined) {
          client.destroy();
          return;
        }
        const upstream = connect(port, '127.0.0.1');
        keep(upstream);
        upstream.once('connect', () => join(client, upstream, head));
        upstream.once('error', next);
      };
      next();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const lastOfItsConnection = (head: Buffer) =>
  Buffer.from(
    head.toString('latin1').replace(/^connection: keep-alive\r\n/im, 'Connection: close\r\n'),
    'latin1',
  );
