import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

interface WireOptions {
  /** Where the gateway is; asked for each connection. */
  readonly port: () => number;
  /** Without: everything. */
  readonly lets?: 'everything' | 'no WebSockets';
  /** So many bytes of the gateway come through, on one connection each, before it is cut; on those after them all do. */
  readonly cuts?: readonly number[];
}

/** The network between one client and its gateway: cut, out of reach, or closed to WebSockets. */
export class Wire {
  readonly #options: WireOptions;
  readonly #cuts: number[];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #heard = '';
  isOut = false;

  constructor(options: WireOptions) {
    this.#options = options;
    this.#cuts = [...(options.cuts ?? [])];
    this.#server = createServer((socket) => this.#join(socket));
  }

  async start(): Promise<this> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/live`;
  }

  /** All of the gateways that ever came through. */
  get heard(): string {
    return this.#heard;
  }

  get hasCutAll(): boolean {
    return this.#cuts.length === 0;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #join(socket: Socket): void {
    if (this.isOut) {
      socket.destroy();
      return;
    }
    const upstream = connect(this.#options.port(), '127.0.0.1');
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
    socket.on('data', (data) => {
      if (this.#options.lets === 'no WebSockets' && /upgrade: websocket/i.test(data.toString('latin1')))
        socket.destroy();
      else upstream.write(data);
    });
    this.#passOn(upstream, socket);
  }

  #passOn(upstream: Socket, socket: Socket): void {
    let room = this.#cuts[0] ?? Number.POSITIVE_INFINITY;
    upstream.on('data', (data) => {
      const through = data.subarray(0, room);
      room -= through.length;
      this.#heard += through.toString('latin1');
      if (through.length === data.length) {
        socket.write(data);
        return;
      }
      this.#cuts.shift();
      upstream.destroy();
      socket.end(through);
    });
  }
}
