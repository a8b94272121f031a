/** A process of many clients, told what to do by its parent. What it does for a message is the same for every server. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { cpuMs, takeOrders } from './orders.ts';
import {
  CLOSE,
  clientFrame,
  microseconds,
  PING,
  PONG,
  readFrames,
  SLOW,
  STAMP,
  stampAfter,
  TEXT,
  upgradeRequest,
} from './wire.ts';

export type Kind = 'bare' | 'once' | 'socketio' | 'gavel';

export type Order =
  | { op: 'connect'; kind: Kind; port: number; users: number[]; channels: string[] }
  | { op: 'expect'; kind: Kind; count: number }
  | { op: 'report'; kind: Kind }
  | { op: 'connect slow'; kind: Kind; port: number }
  | { op: 'drop slow'; kind: Kind }
  | { op: 'cpu' };

export interface Report {
  readonly received: number;
  /** Microseconds from publishing to receiving, of each message since the last report. */
  readonly latencies: number[];
  /** When the last came. */
  readonly lastAt: number;
}

/** What a slow client has in the end to read what was sent to it. */
const DROP_MS = 1_000;

/** The clients of one server. */
class Crowd {
  /** Code of the last close frame. */
  closedWith: number | null = null;
  #received = 0;
  #latencies: number[] = [];
  #lastAt = 0;
  #expected = Number.POSITIVE_INFINITY;
  #onComplete = () => {};

  received(now: number, sentAt: number): void {
    this.#received++;
    this.#lastAt = now;
    this.#latencies.push(now - sentAt);
    if (this.#received === this.#expected) this.#onComplete();
  }

  async complete(count: number): Promise<void> {
    if (this.#received < count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#expected = count;
      this.#onComplete = resolve;
      await promise;
    }
  }

  report(): Report {
    this.#onComplete();
    const report = { received: this.#received, latencies: this.#latencies, lastAt: this.#lastAt };
    this.#received = 0;
    this.#latencies = [];
    this.#expected = Number.POSITIVE_INFINITY;
    return report;
  }
}

const readBuffer = Buffer.allocUnsafe(64 * 1024);
const crowds = new Map<Kind, Crowd>();

interface Joining {
  readonly kind: Kind;
  readonly port: number;
  readonly user: number;
  readonly channels: readonly string[];
}

/** Resolves, with the connection, when messages of the channels come. */
function join(crowd: Crowd, { kind, port, user, channels }: Joining): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  let missing = kind === 'gavel' ? channels.length : 1;
  let rest: Buffer | null = null;
  let upgraded = false;
  const control = (opcode: number, text: string) => {
    if (opcode === PING) socket.write(clientFrame(PONG, text));
    else if (kind === 'socketio' && text.startsWith('0{')) socket.write(clientFrame(TEXT, '40'));
    else if (kind === 'socketio' && text === '2') socket.write(clientFrame(TEXT, '3'));
    else if (opcode === TEXT && --missing === 0) resolve(socket);
    else if (opcode === CLOSE) crowd.closedWith = Buffer.from(text, 'latin1').readUInt16BE(0);
  };
  const receive = (chunk: Buffer) => {
    let data = rest ? Buffer.concat([rest, chunk]) : chunk;
    rest = null;
    if (!upgraded) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) {
        rest = Buffer.from(data);
        return;
      }
      if (!data.toString('latin1').startsWith('HTTP/1.1 101')) reject(new Error(data.toString('latin1')));
      upgraded = true;
      data = data.subarray(end + 4);
      if (kind === 'bare' || kind === 'once') resolve(socket);
      for (const channel of kind === 'gavel' ? channels : []) {
        socket.write(clientFrame(TEXT, JSON.stringify({ op: 'subscribe', channel })));
      }
    }
    const now = microseconds();
    const left = readFrames(data, (opcode, start, end) => {
      const at = data.indexOf(STAMP, start);
      if (at < 0 || at >= end) control(opcode, data.toString('latin1', start, end));
      else crowd.received(now, stampAfter(data, at));
    });
    rest = left && Buffer.from(left);
  };
  // One buffer for all: to allocate one for each read would be a good part of what a client costs.
  const onread = {
    buffer: readBuffer,
    callback: (length: number) => {
      receive(readBuffer.subarray(0, length));
      return true;
    },
  };
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
  socket.on('error', reject);
  socket.write(upgradeRequest(kind, user));
  return promise;
}

/** The one that stops reading, apart from the others; it reads the channel of all and its own. */
const slow = new Map<Kind, { crowd: Crowd; socket: Socket }>();

async function connectSlow(kind: Kind, port: number): Promise<void> {
  const crowd = new Crowd();
  const socket = await join(crowd, { kind, port, user: SLOW, channels: ['all', 'user:me'] });
  socket.pause();
  // It is cut in the end.
  socket.on('error', () => {});
  slow.set(kind, { crowd, socket });
}

/** Reads what is left; gives the code that it is closed with, null if there is none. */
async function dropSlow(kind: Kind): Promise<number | null> {
  const { crowd, socket } = slow.get(kind) ?? {};
  if (!socket || !crowd) return null;
  const ended = socket.destroyed ? null : once(socket, 'close');
  socket.resume();
  const late = setTimeout(() => socket.destroy(), DROP_MS);
  await ended;
  clearTimeout(late);
  return crowd.closedWith;
}

async function obey(order: Order): Promise<unknown> {
  if (order.op === 'cpu') return cpuMs();
  if (order.op === 'connect slow') return connectSlow(order.kind, order.port);
  if (order.op === 'drop slow') return dropSlow(order.kind);
  const crowd = crowds.get(order.kind) ?? new Crowd();
  crowds.set(order.kind, crowd);
  if (order.op === 'report') return crowd.report();
  if (order.op === 'expect') return crowd.complete(order.count);
  const waiting = [...order.users];
  const work = async () => {
    for (let user = waiting.pop(); user !== undefined; user = waiting.pop()) {
      await join(crowd, { ...order, user });
    }
  };
  await Promise.all(Array.from({ length: 64 }, work));
  return null;
}

takeOrders(obey);
