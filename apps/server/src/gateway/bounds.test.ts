import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { after, describe, test } from 'node:test';
import { closeCodes, type ServerFrame } from '@gavel/contract';
import { until } from '@gavel/test-support';
import WebSocket from 'ws';
import { askForSocket, connect, nameIn, openTestLive, signIn } from './fixture.ts';
import { channelPolicy } from './index.ts';

type Subscribed = Extract<ServerFrame, { op: 'subscribed' }>;
type Sent = Extract<ServerFrame, { op: 'message' }>;

const SUBMISSION = '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6073';
const OF_ONE_USER = 100;
/** Asked at once, and waiting for their turn. */
const LET_IN_AT_ONCE = 16 + 2_000;

const large = JSON.stringify({
  ...{ type: 'lucky', id: SUBMISSION, coins: 1, message: 'x'.repeat(30_000) },
});
const coins = (n: number) => JSON.stringify({ type: 'wallet.changed', coins: n });
const progress = (index: number) => JSON.stringify({ type: 'submission.test', id: SUBMISSION, index });

const { publisher, serve, close } = await openTestLive('--appendonly', 'no');
after(close);

describe('bounds of a gateway', () => {
  test('a user has 100 connections; the next is closed with 3503, and let in when one is given up', async () => {
    const { host, gateway } = await serve();
    const sockets = await Promise.all(Array.from({ length: OF_ONE_USER }, () => connect(host, 'ann')));
    const refused = new WebSocket(`ws://${host}/live?token=ann`);
    const [code] = await once(refused, 'close');
    assert.equal(code, closeCodes.tooManyConnections);
    const stream = await fetch(`http://${host}/live/sse?channel=all&token=ann`);
    assert.equal(((await stream.json()) as { code: string }).code, 'too-many-connections');
    const other = await connect(host, 'bob');
    other.socket.close();
    sockets.pop()?.socket.close();
    await until('room', () => gateway.connections() < OF_ONE_USER);
    sockets.push(await connect(host, 'ann'));
    for (const { socket } of sockets) socket.close();
  });

  test('streams that wait for their rights count towards the 100, and no more when they are refused', async () => {
    const { promise: asked, resolve: answer } = Promise.withResolvers<boolean>();
    let waiting = 0;
    const { app, host } = await serve({
      mayRead: () => {
        waiting++;
        return asked;
      },
    });
    const codes: string[] = [];
    const streams = Array.from({ length: OF_ONE_USER + 1 }, async () => {
      codes.push((await app.inject('/live/sse?channel=all&token=ann')).json().code);
    });
    await until('each waits or is refused', () => waiting + codes.length === streams.length);
    assert.deepEqual([waiting, codes], [OF_ONE_USER, ['too-many-connections']]);
    answer(false);
    await Promise.all(streams);
    assert.equal(codes.filter((code) => code === 'forbidden').length, OF_ONE_USER);
    const { socket } = await connect(host, 'ann');
    socket.close();
  });

  test('a handshake that is none gives its place up', async () => {
    const { host } = await serve();
    for (let n = 0; n <= OF_ONE_USER; n++) {
      const { status } = await askForSocket(host, '/live?token=ann', { 'sec-websocket-version': '1' });
      assert.equal(status, 400);
    }
  });

  test('a storm of subscriptions asks a few at once', async () => {
    const { promise: go, resolve: answer } = Promise.withResolvers<string>();
    let asked = 0;
    const find = () => {
      asked++;
      return go;
    };
    const mayRead = channelPolicy({ submission: find, run: find, eventIsShown: async () => true });
    const answers = Array.from({ length: 100 }, () =>
      mayRead({ userId: 'ann', role: 'user' }, `submission:${SUBMISSION}`),
    );
    assert.equal(await mayRead({ userId: 'ann', role: 'user' }, 'all'), true, 'nobody has to be asked');
    assert.equal(asked, 16);
    answer('ann');
    assert.ok((await Promise.all(answers)).every((may) => may));
  });

  test('while 2,000 wait to be let in, who comes is told to come back; then all are answered', async () => {
    const { promise: asked, resolve: answer } = Promise.withResolvers<boolean>();
    const { app, host } = await serve({
      authenticate: async (credentials) =>
        nameIn(credentials) === 'ann' || (await asked) ? signIn(credentials) : null,
    });
    const url = '/live/sse?channel=all&token=stranger';
    const storm = Array.from({ length: LET_IN_AT_ONCE }, () => app.inject(url));
    const next = await until('one is refused', async () => {
      const one = app.inject(url);
      // Of those that are not refused none is answered before all are.
      const first = await Promise.race([one, new Promise<null>((resolve) => setImmediate(resolve, null))]);
      if (first === null) storm.push(one);
      return first;
    });
    assert.equal(next.statusCode, 503);
    assert.equal(next.json().code, 'busy');
    assert.equal(next.headers['retry-after'], '2');
    const socket = new WebSocket(`ws://${host}/live?token=ann`);
    const [error] = (await once(socket, 'error')) as [Error];
    assert.match(error.message, /503/);
    answer(false);
    const statuses = (await Promise.all(storm)).map(({ statusCode }) => statusCode);
    assert.equal(statuses.filter((status) => status === 401).length, LET_IN_AT_ONCE);
    const ann = await connect(host, 'ann');
    ann.socket.close();
  });

  test('a client that stops reading and goes on gets the newest progress, all else, and no offset unaccounted for', async () => {
    const { app, host, gateway } = await serve();
    const streams: Duplex[] = [];
    app.server.on('upgrade', (_request, stream: Duplex) => streams.push(stream));
    const [slow, quick] = [await connect(host, 'ann'), await connect(host, 'bob')];
    for (const client of [slow, quick]) {
      client.send({ op: 'subscribe', channel: 'all' });
      await client.next('subscribed');
    }
    let published = 0;
    const publish = async (...events: string[]) => {
      await Promise.all(events.map((event) => publisher.publish('all', event)));
      published += events.length;
      await until('the other has it', () => quick.frames.length === 1 + published);
    };
    slow.socket.pause();
    // As much as the connection holds, and not more: the rest waits in the gateway.
    while (!streams[0]?.writableNeedDrain) await publish(large);
    const first = 1 + published;
    for (let index = 1; index <= 1_500; index += 100) {
      await publish(...Array.from({ length: 100 }, (_, i) => progress(index + i)));
    }
    await publish(coins(7));
    assert.equal(gateway.connections(), 2);
    slow.socket.resume();
    const last = quick.frames.at(-1) as Sent;
    await until('the last', () => (slow.frames.at(-1) as Partial<Sent>).offset === last.offset);

    const [begin, ...messages] = slow.frames as [Subscribed, ...Sent[]];
    let at = begin.offset;
    for (const { offset, skipped = 0 } of messages) {
      assert.equal(offset, at + skipped + 1);
      at = offset;
    }
    assert.deepEqual(
      messages.slice(first - 1).map(({ event }) => event),
      quick.frames.slice(-2).map((frame) => (frame as Sent).event),
    );
    for (const { socket } of [slow, quick]) socket.close();
    await slow.closed;
  });

  test('a stream that is not read is ended when its bound is passed, and recovers from its last id, however much it missed', async () => {
    const { host, gateway } = await serve();
    const read: { id: string | undefined; frame: ServerFrame }[] = [];
    const lastId = () => read.findLast(({ id }) => id !== undefined)?.id;
    const open = async (): Promise<IncomingMessage> => {
      const id = lastId();
      const headers = id === undefined ? {} : { 'last-event-id': id };
      const request = get(`http://${host}/live/sse?channel=all&token=ann`, { agent: false, headers });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.on('error', () => response.destroy());
      let latest = id;
      createInterface({ input: response }).on('line', (line) => {
        if (line.startsWith('id: ')) latest = line.slice(4);
        if (line.startsWith('data: ')) read.push({ id: latest, frame: JSON.parse(line.slice(6)) });
      });
      return response;
    };
    const first = await open();
    await until('it has begun', lastId);
    first.pause();
    let published = 0;
    await until('ended', async () => {
      await publisher.publish('all', large);
      published++;
      return gateway.connections() === 0;
    });
    first.destroy();
    // What came before it stopped reading is read again.
    read.splice(1);
    const begin = read[0]?.frame as Subscribed;
    // All of it is more than may wait for one client: each stream brings some.
    const offsets = () => read.flatMap(({ frame }) => (frame.op === 'message' ? frame.offset : []));
    for (let stream = 1; stream <= 2; stream++) {
      const before = offsets().length;
      const response = await open();
      await until('ended, or all is there', () => response.closed || offsets().length === published);
      response.destroy();
      assert.ok(offsets().length > before);
    }
    const starts = read.flatMap(({ frame }) => (frame.op === 'subscribed' ? frame.recovered : []));
    assert.ok(starts.slice(1).every((recovered) => recovered));
    assert.deepEqual(
      offsets(),
      offsets().map((_, i) => begin.offset + i + 1),
    );
  });
});
