import { bounds, type ClientFrame, closeCodes } from '@gavel/contract';
import type { Message, Position, Start, Subscription } from '@gavel/live';
import type { RawData, WebSocket } from 'ws';
import { resolveChannel } from './channels.ts';
import { FrameBudget } from './frame-budget.ts';
import { frame, messageFrame } from './frames.ts';
import { parseFrame } from './parse-frame.ts';
import type { Connection, GatewayOptions, GatewayUser } from './types.ts';

/** Bytes that may wait for a client to read them. */
const SEND_BOUND = 1024 * 1024;
const PONG = frame({ op: 'pong' });

/** What a client asked for under one name. */
interface Entry {
  wanted: boolean;
  subscription?: Subscription;
}

/** One WebSocket: its subscriptions, and the bounds on what goes in and out. */
export class LiveSocket implements Connection {
  readonly #socket: WebSocket;
  readonly #user: GatewayUser;
  readonly #options: GatewayOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #budget = new FrameBudget();
  #alive = true;
  #drainTimer: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, user: GatewayUser, options: GatewayOptions, onGone: () => void) {
    this.#socket = socket;
    this.#user = user;
    this.#options = options;
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('pong', () => {
      this.#alive = true;
    });
    // 'close' follows every error.
    socket.on('error', (error) => options.log.debug({ err: error }, 'a live socket broke'));
    socket.on('close', () => {
      clearTimeout(this.#drainTimer);
      for (const name of this.#entries.keys()) this.#unsubscribe(name);
      onGone();
    });
  }

  drain(afterMs: number): void {
    this.#send(frame({ op: 'drain', afterMs }));
    this.#drainTimer = setTimeout(() => this.#socket.close(closeCodes.draining, 'draining'), afterMs);
  }

  beat(): void {
    if (!this.#alive) {
      this.#socket.terminate();
      return;
    }
    this.#alive = false;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  cut(): void {
    this.#socket.terminate();
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (!this.#budget.spend()) {
      this.#socket.close(closeCodes.tooManyFrames, 'too many frames');
      return;
    }
    // ws gives one Buffer unless another binaryType is set.
    const bytes = data as Buffer;
    if (bytes.length > bounds.liveMessage) {
      this.#socket.close(closeCodes.frameTooLarge, `a frame may have ${bounds.liveMessage} bytes`);
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
      this.#send(PONG);
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
      this.#socket.close(closeCodes.internal, 'a subscription failed here');
    });
  }

  /** Asked again for the same name, it begins anew from `since`. */
  async #subscribe(name: string, since: Position | undefined): Promise<void> {
    this.#unsubscribe(name);
    if (this.#entries.size >= bounds.subscriptionsPerSocket) {
      const text = `a socket may have ${bounds.subscriptionsPerSocket} subscriptions: unsubscribe from one first`;
      this.#error('too-many-subscriptions', text, name);
      return;
    }
    const entry: Entry = { wanted: true };
    this.#entries.set(name, entry);
    const channel = resolveChannel(this.#user, name);
    const allowed = await this.#options.mayRead(this.#user, channel);
    if (!entry.wanted) return;
    if (!allowed) {
      this.#unsubscribe(name);
      this.#error('forbidden', 'you may not read this channel, or there is no such thing', name);
      return;
    }
    const receiver = {
      start: ({ epoch, offset, recovered }: Start) => {
        this.#send(frame({ op: 'subscribed', channel: name, epoch, offset, recovered }));
      },
      message: (message: Message) => this.#send(messageFrame(message, name).bytes),
    };
    entry.subscription = this.#options.hub.subscribe(channel, receiver, since);
  }

  #unsubscribe(name: string): void {
    const entry = this.#entries.get(name);
    if (!entry) return;
    entry.wanted = false;
    entry.subscription?.close();
    this.#entries.delete(name);
  }

  #error(code: string, message: string, channel?: string): void {
    this.#send(frame({ op: 'error', code, message, ...(channel !== undefined && { channel }) }));
  }

  #send(content: string | Buffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > SEND_BOUND) {
      this.#socket.close(closeCodes.slowReader, 'reads too slowly');
      return;
    }
    this.#socket.send(content, { binary: false });
  }
}
