/** A process of many clients that come back when their server is gone, and count what they lack then. */
import { connect, type Socket } from 'node:net';
import { cpuMs, takeOrders } from './orders.ts';
import {
  CLOSE,
  clientFrame,
  microseconds,
  PING,
  PONG,
  readFrames,
  STAMP,
  stampAfter,
  TEXT,
  upgradeRequest,
} from './wire.ts';

type Kind = 'socketio' | 'gavel';

export type ReturningOrder =
  | { op: 'connect'; kind: Kind; port: number; users: number[] }
  | { op: 'forget returns' }
  | { op: 'returns'; sent: { all: number; users: number }; allUsers: number }
  /** How many do not read all channels at present. */
  | { op: 'away' }
  | { op: 'cpu' };

/** Of the clients of one process; times in microseconds. */
export interface Returns {
  /** When each connection was begun that the server took. */
  readonly begunAt: number[];
  /** When each client had all again that was published until it was told that it is back. */
  readonly wholeAt: number[];
  readonly attempts: number;
  /** Answers to a subscription that named a position. */
  readonly recovered: number;
  readonly notRecovered: number;
  readonly missing: number;
  /** Messages that came twice or out of order. */
  readonly wrong: number;
}

const OPENING_MS = 10_000;
const CHANNELS = ['all', 'user:me'] as const;
type Channel = (typeof CHANNELS)[number];

/** Milliseconds until another attempt: as `LiveClient` waits, and as Socket.IO's client does. */
const WAITS: Readonly<Record<Kind, (awayMs: number, failures: number) => number>> = {
  gavel: (awayMs) => Math.random() * Math.min(Math.max(awayMs, 500), 20_000),
  socketio: (_, failures) => Math.min(1_000 * 2 ** failures * (0.5 + Math.random()), 5_000),
};

interface Frame {
  readonly op: string;
  readonly channel: Channel;
  readonly epoch: string;
  readonly offset: number;
  readonly recovered?: boolean;
  readonly afterMs?: number;
}

/** What a client has of one channel. */
interface Line {
  position: { epoch: string; offset: number } | null;
  lastStamp: number;
  received: number;
}

class Returning {
  readonly user: number;
  readonly #kind: Kind;
  readonly #port: number;
  readonly #joined = Promise.withResolvers<void>();
  readonly #lines: Record<Channel, Line> = { all: newLine(), 'user:me': newLine() };
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #awaySince: number | null = null;
  /** Channels that have begun on this connection. */
  #begun = 0;
  #begunAt = 0;
  /** When the last channel began. */
  #backAt = 0;
  #isBack = false;
  wholeAt = 0;
  attempts = 0;
  recovered = 0;
  notRecovered = 0;
  wrong = 0;

  constructor(kind: Kind, port: number, user: number) {
    this.#kind = kind;
    this.#port = port;
    this.user = user;
  }

  get joined(): Promise<void> {
    return this.#joined.promise;
  }

  get begunAt(): number {
    return this.#begunAt;
  }

  /** Reads all channels. */
  get isBack(): boolean {
    return this.#isBack;
  }

  get received(): number {
    return this.#lines.all.received + this.#lines['user:me'].received;
  }

  forgetReturns(): void {
    this.attempts = 0;
    this.recovered = 0;
    this.notRecovered = 0;
  }

  connect(): void {
    this.attempts++;
    this.#begun = 0;
    this.#isBack = false;
    const begunAt = microseconds();
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    this.#socket = socket;
    socket.setTimeout(OPENING_MS, () => socket.destroy());
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#socket === socket) this.#lost();
    });
    socket.write(upgradeRequest(this.#kind, this.user));
    let rest: Buffer | null = null;
    let upgraded = false;
    socket.on('data', (chunk) => {
      let data: Buffer = rest ? Buffer.concat([rest, chunk]) : chunk;
      if (!upgraded) {
        const end = data.indexOf('\r\n\r\n');
        rest = data;
        if (end < 0) return;
        if (!data.toString('latin1', 0, 12).startsWith('HTTP/1.1 101')) {
          socket.destroy();
          return;
        }
        upgraded = true;
        this.#begunAt = begunAt;
        socket.setTimeout(0);
        data = data.subarray(end + 4);
        if (this.#kind === 'gavel') this.#subscribe();
      }
      rest = readFrames(data, (opcode, start, end) => {
        if (opcode === TEXT) this.#receive(data, start, end);
        else if (opcode === PING) socket.write(clientFrame(PONG, data.toString('latin1', start, end)));
        else if (opcode === CLOSE) socket.destroy();
      });
    });
  }

  #subscribe(): void {
    for (const channel of CHANNELS) {
      const { position } = this.#lines[channel];
      const request = { op: 'subscribe', channel, ...(position && { since: position }) };
      this.#socket?.write(clientFrame(TEXT, JSON.stringify(request)));
    }
  }

  #lost(): void {
    this.#isBack = false;
    clearTimeout(this.#timer);
    this.#awaySince ??= performance.now();
    const wait = WAITS[this.#kind](performance.now() - this.#awaySince, this.#failures++);
    this.#timer = setTimeout(() => this.connect(), wait);
  }

  #receive(data: Buffer, start: number, end: number): void {
    const stamp = data.indexOf(STAMP, start);
    const sentAt = stamp < 0 || stamp >= end ? null : stampAfter(data, stamp);
    if (this.#kind === 'gavel') this.#receiveOurs(JSON.parse(data.toString('latin1', start, end)), sentAt);
    else this.#receiveTheirs(data.toString('latin1', start, end), sentAt);
  }

  #receiveOurs(frame: Frame, sentAt: number | null): void {
    this.#hasServer();
    const { op, channel, epoch, offset } = frame;
    if (op === 'drain') {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#moveOn(), frame.afterMs);
    }
    if (op === 'subscribed') {
      const line = this.#lines[channel];
      const goesOn = frame.recovered && line.position?.offset === offset;
      if (line.position && goesOn) this.recovered++;
      else if (line.position) this.notRecovered++;
      line.position = { epoch, offset };
      if (++this.#begun === CHANNELS.length) this.#back();
    }
    if (op === 'message') {
      const line = this.#lines[channel];
      const isNext = line.position?.epoch === epoch && offset === line.position.offset + 1;
      if (!isNext) this.wrong++;
      line.position = { epoch, offset };
      if (sentAt !== null) this.#took(line, sentAt, isNext);
    }
  }

  #receiveTheirs(text: string, sentAt: number | null): void {
    if (text.startsWith('0{')) this.#socket?.write(clientFrame(TEXT, '40'));
    else if (text === '2') this.#socket?.write(clientFrame(TEXT, '3'));
    else if (text.startsWith('40')) {
      this.#hasServer();
      this.#back();
    } else if (sentAt !== null) {
      // As much work as for ours. Both channels are one line: they come over one connection in the order of publishing.
      JSON.parse(text.slice(2));
      this.#took(this.#lines.all, sentAt, true);
    }
  }

  #took(line: Line, sentAt: number, isNext: boolean): void {
    line.received++;
    if (isNext && sentAt <= line.lastStamp) this.wrong++;
    line.lastStamp = sentAt;
    if (this.#isBack && sentAt <= this.#backAt) this.wholeAt = microseconds();
  }

  #hasServer(): void {
    this.#failures = 0;
    this.#awaySince = null;
  }

  #back(): void {
    this.#isBack = true;
    this.#backAt = microseconds();
    this.wholeAt = this.#backAt;
    this.#joined.resolve();
  }

  #moveOn(): void {
    const old = this.#socket;
    this.#socket = undefined;
    old?.destroy();
    this.connect();
  }
}

const newLine = (): Line => ({ position: null, lastStamp: 0, received: 0 });

const clients: Returning[] = [];

async function connectAll({ kind, port, users }: Extract<ReturningOrder, { op: 'connect' }>): Promise<void> {
  const waiting = users.map((user) => new Returning(kind, port, user));
  clients.push(...waiting);
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      next.connect();
      await next.joined;
    }
  };
  await Promise.all(Array.from({ length: 64 }, work));
}

function report({ sent, allUsers }: Extract<ReturningOrder, { op: 'returns' }>): Returns {
  const count = (what: 'attempts' | 'recovered' | 'notRecovered' | 'wrong') =>
    clients.reduce((all, client) => all + client[what], 0);
  const lacks = ({ user, received }: Returning) =>
    sent.all + Math.max(0, Math.ceil((sent.users - user) / allUsers)) - received;
  return {
    begunAt: clients.map(({ begunAt }) => begunAt),
    wholeAt: clients.map(({ wholeAt }) => wholeAt),
    attempts: count('attempts'),
    recovered: count('recovered'),
    notRecovered: count('notRecovered'),
    missing: clients.reduce((all, client) => all + lacks(client), 0),
    wrong: count('wrong'),
  };
}

takeOrders<ReturningOrder>(async (order) => {
  if (order.op === 'connect') return connectAll(order);
  if (order.op === 'cpu') return cpuMs();
  if (order.op === 'returns') return report(order);
  if (order.op === 'away') return clients.filter(({ isBack }) => !isBack).length;
  for (const client of clients) client.forgetReturns();
  return null;
});
