import type { Duplex } from 'node:stream';
import { bounds, type ClientFrame, closeCodes } from '@gavel/contract';
import type { Hub, Message, Position, Receiver, Start, Subscription } from '@gavel/live';
import type { RawData, WebSocket } from 'ws';
import { resolveChannel } from './channels.ts';
import { FrameBudget } from './frame-budget.ts';
import { frame, messageFrame, type Outgoing } from './frames.ts';
import { type Flushes, Outbox, type Sink } from './outbox.ts';
import { parseFrame } from './parse-frame.ts';
import type { Connection, Credentials, GatewayOptions, GatewayUser } from './types.ts';

const PONG = frame({ op: 'pong' });
/** RFC 6455, section 5.5.2: a ping without content. */
const PING = Buffer.from([0x89, 0]);

/** What one socket asked for under one name. */
class Reading implements Receiver {
  readonly #socket: LiveSocket;
  readonly #name: string;
  #subscription: Subscription | undefined;
  isWanted = true;

  constructor(socket: LiveSocket, name: string) {
    this.#socket = socket;
    this.#name = name;
  }

  begin(hub: Hub, channel: string, since: Position | undefined): void {
    this.#subscription = hub.subscribe(channel, this, since);
  }

  start({ epoch, offset, recovered }: Start): void {
    this.#socket.send(frame({ op: 'subscribed', channel: this.#name, epoch, offset, recovered }));
  }

  message(message: Message): void {
    this.#socket.send(messageFrame(message, this.#name));
  }

  end(): void {
    this.isWanted = false;
    this.#subscription?.close();
  }
}

/** A socket and the connection below it, which it has no compression on: whole frames may be written there. */
export interface Upgraded {
  readonly webSocket: WebSocket;
  readonly stream: Duplex;
  readonly credentials: Credentials;
  user: GatewayUser;
}

/** One WebSocket: its subscriptions, and the bounds on what goes in and out. */
export class LiveSocket implements Connection, Sink {
  readonly transport = 'websocket';
  readonly credentials: Credentials;
  user: GatewayUser;
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #options: GatewayOptions;
  readonly #readings = new Map<string, Reading>();
  readonly #budget = new FrameBudget();
  readonly #outbox: Outbox;
  #alive = true;
  #drainTimer: NodeJS.Timeout | undefined;

  constructor(upgraded: Upgraded, options: GatewayOptions, flushes: Flushes, onGone: (code: number) => void) {
    this.#socket = upgraded.webSocket;
    this.#stream = upgraded.stream;
    this.credentials = upgraded.credentials;
    this.user = upgraded.user;
    this.#options = options;
    this.#outbox = new Outbox(this, flushes);
    this.#stream.on('drain', () => this.#outbox.resume());
    this.#socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    this.#socket.on('pong', () => {
      this.#alive = true;
    });
    // 'close' follows every error.
    this.#socket.on('error', (error) => options.log.debug({ err: error }, 'a live socket broke'));
    this.#socket.on('close', (code) => {
      clearTimeout(this.#drainTimer);
      for (const name of this.#readings.keys()) this.#unsubscribe(name);
      onGone(code);
    });
  }

  get names(): Iterable<string> {
    return this.#readings.keys();
  }

  get isFull(): boolean {
    return this.#stream.writableNeedDrain;
  }

  send(outgoing: Outgoing): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#outbox.add(outgoing);
  }

  write(first: Outgoing, more: readonly Outgoing[] | null): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (more === null) this.#stream.write(first.bytes);
    else this.#stream.write(Buffer.concat([first, ...more].map(({ bytes }) => bytes)));
  }

  overflow(): void {
    this.#close(closeCodes.slowReader, 'reads too slowly');
  }

  drain(afterMs: number): void {
    this.send(frame({ op: 'drain', afterMs }));
    this.#drainTimer = setTimeout(() => this.#close(closeCodes.draining, 'draining'), afterMs);
  }

  beat(): void {
    if (!this.#alive) {
      this.#socket.terminate();
      return;
    }
    this.#alive = false;
    if (this.#socket.readyState === this.#socket.OPEN) this.#stream.write(PING);
  }

  forbid(name: string): void {
    this.#unsubscribe(name);
    this.#error('forbidden', 'you may no longer read this channel', name);
  }

  signOut(): void {
    this.#close(closeCodes.unauthorized, 'the session or token has ended');
  }

  cut(): void {
    this.#socket.terminate();
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (!this.#budget.spend()) {
      this.#close(closeCodes.tooManyFrames, 'too many frames');
      return;
    }
    // ws gives one Buffer unless another binaryType is set.
    const bytes = data as Buffer;
    if (bytes.length > bounds.liveMessage) {
      this.#close(closeCodes.frameTooLarge, `a frame may have ${bounds.liveMessage} bytes`);
      return;
    }
    if (isBinary) {
      this.#error('bad-frame', 'frames are JSON text, this one was binary');
      return;
    }
    const parsed = parseFrame(bytes.toString());
    if (parsed.ok) this.#obey(parsed.frame);
    else this.#error('bad-frame', parsed.message, parsed.channel);
  }

  #obey(request: ClientFrame): void {
    if (request.op === 'ping') {
      this.send(PONG);
      return;
    }
    const { op, channel } = request;
    if (op === 'unsubscribe') {
      this.#unsubscribe(channel);
      return;
    }
    this.#subscribe(channel, request.since).catch((error: Error) => {
      this.#options.log.error({ err: error, channel }, 'a subscription failed');
      // The client comes back after a while and asks again for all it wants.
      this.#close(closeCodes.internal, 'a subscription failed here');
    });
  }

  /** Asked again for the same name, it begins anew from `since`. */
  async #subscribe(name: string, since: Position | undefined): Promise<void> {
    this.#unsubscribe(name);
    if (this.#readings.size >= bounds.subscriptionsPerSocket) {
      const text = `a socket may have ${bounds.subscriptionsPerSocket} subscriptions: unsubscribe from one first`;
      this.#error('too-many-subscriptions', text, name);
      return;
    }
    const reading = new Reading(this, name);
    this.#readings.set(name, reading);
    const { user } = this;
    const channel = resolveChannel(user, name);
    const allowed = await this.#options.mayRead(user, channel);
    if (!reading.isWanted) return;
    if (!allowed) {
      this.#unsubscribe(name);
      this.#error('forbidden', 'you may not read this channel, or there is no such thing', name);
      return;
    }
    reading.begin(this.#options.hub, channel, since);
  }

  #unsubscribe(name: string): void {
    this.#readings.get(name)?.end();
    this.#readings.delete(name);
  }

  #error(code: string, message: string, channel?: string): void {
    this.send(frame({ op: 'error', code, message, ...(channel !== undefined && { channel }) }));
  }

  /** What was sent before goes out before; what the client would be too slow for does not. */
  #close(code: number, reason: string): void {
    this.#outbox.flush();
    this.#socket.close(code, reason);
  }
}
