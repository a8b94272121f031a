import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { until } from '@gavel/test-support';
import { type WebSocket, WebSocketServer } from 'ws';
import { LiveClient, type LivePosition } from './index.ts';

/** What a listener of the client was told, in order. */
class Log {
  readonly lines: string[] = [];
  onEvent = (event: unknown, { offset }: LivePosition) => this.lines.push(`${offset}:${event}`);
  onReset = () => this.lines.push('reset');
  onError = (code: string) => this.lines.push(code);
}

/** A server whose every answer the test gives by hand. */
class HandServer {
  readonly server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  readonly asked: Record<string, unknown>[] = [];
  readonly sockets: WebSocket[] = [];

  constructor() {
    this.server.on('connection', (socket) => {
      this.sockets.push(socket);
      socket.on('message', (data) => this.asked.push(JSON.parse(data.toString())));
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/live`;
  }

  send(frame: object): void {
    this.sockets.at(-1)?.send(JSON.stringify(frame));
  }
  subscribed(epoch: string, offset: number, recovered: boolean): void {
    this.send({ op: 'subscribed', channel: 'c', epoch, offset, recovered });
  }
  message(epoch: string, offset: number): void {
    this.send({ op: 'message', channel: 'c', epoch, offset, event: `e${offset}` });
  }
  async question(nth: number): Promise<Record<string, unknown>> {
    return until(`question ${nth}`, () => this.asked[nth - 1]);
  }
}

describe('live client', () => {
  const ends: (() => void)[] = [];
  afterEach(() => {
    for (const end of ends.splice(0)) end();
  });

  async function start(): Promise<{ server: HandServer; client: LiveClient }> {
    const server = new HandServer();
    await once(server.server, 'listening');
    const client = new LiveClient({ url: server.url, token: 't' });
    ends.push(() => {
      client.close();
      for (const socket of server.server.clients) socket.terminate();
      server.server.close();
    });
    return { server, client };
  }

  const lines = (log: Log, count: number) => until(`${count} lines`, () => log.lines.length >= count);

  test('it goes on where it was after the connection broke, without doubles', async () => {
    const { server, client } = await start();
    const log = new Log();
    client.subscribe('c', log);
    assert.deepEqual(await server.question(1), { op: 'subscribe', channel: 'c' });
    server.subscribed('E', 4, false);
    server.message('E', 5);
    await lines(log, 1);
    server.sockets[0]?.terminate();
    assert.deepEqual(await server.question(2), {
      ...{ op: 'subscribe', channel: 'c' },
      since: { epoch: 'E', offset: 5 },
    });
    server.subscribed('E', 5, true);
    for (const offset of [5, 6, 7]) server.message('E', offset);
    await lines(log, 3);
    assert.deepEqual(log.lines, ['5:e5', '6:e6', '7:e7']);
  });

  test('it says so when something may be missing: after a reconnect, and in between', async () => {
    const { server, client } = await start();
    const log = new Log();
    client.subscribe('c', log);
    await server.question(1);
    server.subscribed('E', 4, false);
    await until('open', () => client.state === 'open');
    server.message('E', 5);
    server.subscribed('F', 0, false);
    server.message('F', 1);
    await lines(log, 3);
    server.sockets[0]?.terminate();
    await server.question(2);
    server.subscribed('F', 9, false);
    server.message('F', 10);
    await lines(log, 5);
    assert.deepEqual(log.lines, ['5:e5', 'reset', '1:e1', 'reset', '10:e10']);
  });

  test('a listener that wants the beginning gets it, the others see nothing twice', async () => {
    const { server, client } = await start();
    const [old, late] = [new Log(), new Log()];
    client.subscribe('c', old);
    await server.question(1);
    server.subscribed('E', 1, false);
    server.message('E', 2);
    await lines(old, 1);
    client.subscribe('c', late, { epoch: '', offset: 0 });
    assert.deepEqual((await server.question(2)).since, { epoch: '', offset: 0 });
    // On its way before the answer: not yet for the late one.
    server.message('E', 3);
    server.subscribed('E', 0, true);
    for (const offset of [1, 2, 3, 4]) server.message('E', offset);
    await lines(late, 4);
    assert.deepEqual(old.lines, ['2:e2', '3:e3', '4:e4']);
    assert.deepEqual(late.lines, ['1:e1', '2:e2', '3:e3', '4:e4']);
  });

  test('the last listener that leaves ends the subscription', async () => {
    const { server, client } = await start();
    const [one, two] = [client.subscribe('c', new Log()), client.subscribe('c', new Log())];
    await server.question(1);
    one();
    two();
    two();
    assert.deepEqual(await server.question(2), { op: 'unsubscribe', channel: 'c' });
    client.subscribe('d', new Log());
    assert.deepEqual(await server.question(3), { op: 'subscribe', channel: 'd' });
  });

  test('a refusal for good is not tried again; a refused channel is told', async () => {
    const { server, client } = await start();
    const log = new Log();
    client.subscribe('c', log);
    await server.question(1);
    server.send({ op: 'error', code: 'forbidden', message: 'no', channel: 'c' });
    await lines(log, 1);
    assert.deepEqual(log.lines, ['forbidden']);
    const states: string[] = [];
    client.onState((state) => states.push(state));
    server.sockets[0]?.close(3_500);
    await until('closed', () => client.state === 'closed');
    assert.deepEqual(states, ['closed']);
    assert.equal(client.refusedWith, 3_500);
  });

  test('it leaves a draining server when told, and recovers on the next', async () => {
    const { server, client } = await start();
    const log = new Log();
    client.subscribe('c', log);
    await server.question(1);
    server.subscribed('E', 4, false);
    server.send({ op: 'drain', afterMs: 1 });
    assert.deepEqual((await server.question(2)).since, { epoch: 'E', offset: 4 });
    assert.equal(server.sockets.length, 2);
  });
});
