/** A process of many clients, told what to do by its parent. What it does for a message is the same for every server. */
import { connect, type Socket } from 'node:net';
import { clientFrame, microseconds, PING, PONG, readFrames, STAMP, stampAfter, TEXT } from './wire.ts';

export type Kind = 'bare' | 'once' | 'socketio' | 'gavel';

export type Order =
  | { op: 'connect'; kind: Kind; port: number; users: number[]; channel: string }
  | { op: 'expect'; kind: Kind; count: number }
  | { op: 'report'; kind: Kind }
  | { op: 'freeze'; kind: Kind };

export interface Report {
  readonly received: number;
  /** Microseconds from publishing to receiving, of each message since the last report. */
  readonly latencies: number[];
  /** When the last came. */
  readonly lastAt: number;
}

/** The clients of one server. */
class Crowd {
  readonly sockets: Socket[] = [];
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
    const report = { received: this.#received, latencies: this.#latencies, lastAt: this.#lastAt };
    this.#received = 0;
    this.#latencies = [];
    this.#expected = Number.POSITIVE_INFINITY;
    return report;
  }
}

const crowds = new Map<Kind, Crowd>();

const path = (kind: Kind, user: number) =>
  kind === 'socketio' ? `/socket.io/?EIO=4&transport=websocket&token=${user}` : `/live?token=${user}`;

/** Resolves when messages of the channel come. */
function join(crowd: Crowd, kind: Kind, port: number, user: number, channel: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  crowd.sockets.push(socket);
  socket.on('error', reject);
  const head = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
  const protocol = kind === 'gavel' ? 'Sec-WebSocket-Protocol: gavel.v1\r\n' : '';
  socket.write(
    `GET ${path(kind, user)} HTTP/1.1\r\nHost: x\r\n${head.join('\r\n')}\r\n${key}\r\n${protocol}\r\n`,
  );
  let rest: Buffer | null = null;
  let upgraded = false;
  const control = (opcode: number, text: string) => {
    if (opcode === PING) socket.write(clientFrame(PONG, text));
    else if (kind === 'socketio' && text.startsWith('0{')) socket.write(clientFrame(TEXT, '40'));
    else if (kind === 'socketio' && text === '2') socket.write(clientFrame(TEXT, '3'));
    else if (opcode === TEXT) resolve();
  };
  socket.on('data', (chunk) => {
    let data: Buffer = rest ? Buffer.concat([rest, chunk]) : chunk;
    if (!upgraded) {
      const end = data.indexOf('\r\n\r\n');
      rest = data;
      if (end < 0) return;
      if (!data.toString('latin1').startsWith('HTTP/1.1 101')) reject(new Error(data.toString('latin1')));
      upgraded = true;
      data = data.subarray(end + 4);
      if (kind === 'bare' || kind === 'once') resolve();
      if (kind === 'gavel') socket.write(clientFrame(TEXT, JSON.stringify({ op: 'subscribe', channel })));
    }
    const now = microseconds();
    rest = readFrames(data, (opcode, start, end) => {
      const at = data.indexOf(STAMP, start);
      if (at < 0 || at >= end) control(opcode, data.toString('latin1', start, end));
      else crowd.received(now, stampAfter(data, at));
    });
  });
  return promise;
}

async function obey(order: Order): Promise<unknown> {
  const crowd = crowds.get(order.kind) ?? new Crowd();
  crowds.set(order.kind, crowd);
  if (order.op === 'report') return crowd.report();
  if (order.op === 'expect') return crowd.complete(order.count);
  if (order.op === 'freeze') {
    crowd.sockets[0]?.pause();
    return null;
  }
  const { kind, port, users, channel } = order;
  const waiting = [...users];
  const work = async () => {
    for (let user = waiting.pop(); user !== undefined; user = waiting.pop()) {
      await join(crowd, kind, port, user, channel);
    }
  };
  await Promise.all(Array.from({ length: 64 }, work));
  return null;
}

process.on('message', ({ id, order }: { id: number; order: Order }) => {
  obey(order).then(
    (answer) => process.send?.({ id, answer }),
    (error: Error) => process.send?.({ id, error: error.message }),
  );
});
process.on('disconnect', () => process.exit());
