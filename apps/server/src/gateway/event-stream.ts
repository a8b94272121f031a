import type { ServerResponse } from 'node:http';
import type { Position, Start } from '@gavel/live';
import { frame, messageFrame, type Outgoing } from './frames.ts';
import { type Flushes, Outbox, type Sink } from './outbox.ts';
import type { Connection, Credentials, GatewayUser } from './types.ts';

/** What a client has to read the rest in that was on its way when its stream was ended. */
const CLOSE_MS = 2_000;

/**
 * A stream of server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html
 * The id of an event is the position in every channel of the stream, `epoch:offset` each, joined by commas in the order
 * in which the channels were asked for.
 */
export class EventStream implements Connection, Sink {
  readonly transport = 'sse';
  readonly credentials: Credentials;
  user: GatewayUser;
  readonly #response: ServerResponse;
  readonly #outbox: Outbox;
  /** Where the client is once it has read what was written; undefined: that channel has not begun. */
  readonly #at: Map<string, Position | undefined>;
  #endTimer: NodeJS.Timeout | undefined;

  constructor(
    response: ServerResponse,
    { credentials, user }: { credentials: Credentials; user: GatewayUser },
    since: ReadonlyMap<string, Position | undefined>,
    flushes: Flushes,
  ) {
    this.credentials = credentials;
    this.user = user;
    this.#response = response;
    this.#at = new Map(since);
    this.#outbox = new Outbox(this, flushes);
    response.on('drain', () => this.#outbox.resume());
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // nginx would hold events back.
      'x-accel-buffering': 'no',
    });
    response.write(`retry: ${1_000 + Math.floor(Math.random() * 2_000)}\n\n`);
  }

  get names(): Iterable<string> {
    return this.#at.keys();
  }

  get isFull(): boolean {
    return this.#response.writableNeedDrain;
  }

  receiverOf(name: string) {
    return {
      start: ({ epoch, offset, recovered }: Start) => {
        this.#outbox.add(frame({ op: 'subscribed', channel: name, epoch, offset, recovered }));
      },
      message: (message: Parameters<typeof messageFrame>[0]) => this.#outbox.add(messageFrame(message, name)),
    };
  }

  write(first: Outgoing, more: readonly Outgoing[] | null): void {
    if (this.#response.destroyed || this.#response.writableEnded) return;
    this.#response.write([first, ...(more ?? [])].map((each) => this.#eventOf(each)).join(''));
  }

  /**
   * The client comes back with its last id and gets what it missed. What was written before still goes out: else who
   * recovers more than the bound would come back for the same forever.
   */
  overflow(): void {
    if (this.#response.writableEnded) return;
    this.#response.end();
    clearTimeout(this.#endTimer);
    this.#endTimer = setTimeout(() => this.#response.destroy(), CLOSE_MS);
  }

  drain(afterMs: number): void {
    this.#outbox.add(frame({ op: 'drain', afterMs }));
    this.#endTimer = setTimeout(() => this.#response.end(), afterMs);
  }

  /** A comment keeps proxies from closing a silent stream, and finds out that a client is gone. */
  beat(): void {
    if (!this.#response.writableEnded && !this.isFull) this.#response.write(':\n\n');
  }

  /** It comes back and is told why it is refused. */
  forbid(): void {
    this.#response.end();
  }

  signOut(): void {
    this.#response.end();
  }

  cut(): void {
    this.#response.destroy();
  }

  end(): void {
    clearTimeout(this.#endTimer);
  }

  /** A frame is JSON, so it has no line breaks. */
  #eventOf({ text, name, position }: Outgoing): string {
    if (name !== undefined && position) this.#at.set(name, position);
    const at = [...this.#at.values()];
    // None before every channel has begun: a client that came back with it would ask for more than it had.
    if (!at.every((each) => each !== undefined)) return `data: ${text}\n\n`;
    return `id: ${at.map(({ epoch, offset }) => `${epoch}:${offset}`).join(',')}\ndata: ${text}\n\n`;
  }
}
