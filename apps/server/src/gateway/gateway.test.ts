import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { closeCodes, ProblemDetails, type ServerFrame } from '@gavel/contract';
import { until } from '@gavel/test-support';
import WebSocket from 'ws';
import { connect, nameIn, openTestLive } from './fixture.ts';
import { channelPolicy, type GatewayUser } from './index.ts';

const ANN = '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071';
const BOB = '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6072';
const SUBMISSION = '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6073';
const DRAFT = '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6079';
/** They read who may see what on a channel of their own. */
const OF_THE_GATEWAYS = 1;
const users: Record<string, GatewayUser> = {
  ann: { userId: ANN, role: 'user' },
  bob: { userId: BOB, role: 'user' },
  root: { userId: '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6074', role: 'admin' },
};

const { hub, publisher, serve: serveAny, close } = await openTestLive();
after(close);

const serve = (heartbeatMs?: number) =>
  serveAny({
    authenticate: async (credentials) => users[nameIn(credentials)] ?? null,
    mayRead: channelPolicy({
      submission: async (id) => (id === SUBMISSION ? ANN : null),
      run: async () => null,
      eventIsShown: async (id) => id !== DRAFT,
    }),
    ...(heartbeatMs !== undefined && { heartbeatMs }),
  });

const event = (coins: number) => JSON.stringify({ type: 'wallet.changed', coins });

describe('gateway', () => {
  test('user:me is one’s own channel, and nobody else’s', async () => {
    const { host } = await serve();
    const [ann, bob] = await Promise.all([connect(host, 'ann'), connect(host, 'bob')]);
    for (const client of [ann, bob]) client.send({ op: 'subscribe', channel: 'user:me' });
    await Promise.all([ann.next('subscribed'), bob.next('subscribed')]);
    const { epoch, offset } = await publisher.publish(`user:${ANN}`, event(1));
    await publisher.publish(`user:${BOB}`, event(2));
    assert.deepEqual(await ann.next('message'), {
      ...{ op: 'message', channel: 'user:me', epoch, offset },
      event: { type: 'wallet.changed', coins: 1 },
    });
    const seen = (await bob.next('message')) as Extract<ServerFrame, { op: 'message' }>;
    assert.deepEqual(seen.event, { type: 'wallet.changed', coins: 2 });
    assert.equal(bob.frames.length, 2);
    for (const client of [ann, bob]) client.socket.close();
  });

  test('what was missed comes after subscribed, in order', async () => {
    const { host } = await serve();
    const since = await publisher.publish('all', event(1));
    await publisher.publish('all', event(2));
    await publisher.publish('all', event(3));
    const client = await connect(host, 'ann');
    client.send({ op: 'subscribe', channel: 'all', since });
    await client.next('message', 2);
    assert.deepEqual(
      client.frames.map((frame) => [frame.op, 'offset' in frame && frame.offset]),
      [
        ['subscribed', since.offset],
        ['message', since.offset + 1],
        ['message', since.offset + 2],
      ],
    );
    client.send({ op: 'unsubscribe', channel: 'all' });
    client.send({ op: 'subscribe', channel: `user:${ANN}` });
    await client.next('subscribed', 2);
    await publisher.publish('all', event(4));
    await publisher.publish(`user:${ANN}`, event(5));
    await client.next('message', 3);
    assert.equal(client.frames.length, 5);
    client.socket.close();
  });

  test('channels of others are forbidden, and the socket stays', async () => {
    const { host } = await serve();
    const bob = await connect(host, 'bob');
    const forbidden = [
      'admin',
      `user:${ANN}`,
      `submission:${SUBMISSION}`,
      `run:${SUBMISSION}`,
      `event:${DRAFT}`,
    ];
    for (const [i, channel] of forbidden.entries()) {
      bob.send({ op: 'subscribe', channel });
      const error = await bob.next('error', i + 1);
      assert.deepEqual({ ...error, message: '' }, { op: 'error', code: 'forbidden', message: '', channel });
    }
    const [ann, root] = await Promise.all([connect(host, 'ann'), connect(host, 'root')]);
    for (const client of [ann, root]) {
      client.send({ op: 'subscribe', channel: `submission:${SUBMISSION}` });
      await client.next('subscribed');
    }
    root.send({ op: 'subscribe', channel: 'admin' });
    await root.next('subscribed', 2);
    for (const client of [ann, bob, root]) client.socket.close();
  });

  test('frames that are not understood are told so, and the socket stays', async () => {
    const { host } = await serve();
    const client = await connect(host, 'ann');
    const bad: [text: string, told: RegExp][] = [
      ['{', /^the frame is not JSON: /],
      ['null', /^a frame is a JSON object/],
      ['[]', /^a frame is a JSON object/],
      ['{"op":"dance"}', /^"op" has to be one of subscribe, unsubscribe, ping$/],
      ['{"op":"subscribe"}', /^"subscribe" needs a "channel"$/],
      ['{"op":"subscribe","channel":"x"}', /^"x" is not a channel name: there are all, admin, user:me/],
      ['{"op":"unsubscribe","channel":7}', /^7 is not a channel name/],
      ['{"op":"subscribe","channel":"all","since":7}', /^"since" has to be /],
    ];
    for (const [text] of bad) client.socket.send(text);
    client.socket.send(Buffer.from('{"op":"subscribe","channel":"all"}'), { binary: true });
    await client.next('error', bad.length + 1);
    for (const [i, frame] of client.frames.entries()) {
      assert.ok(frame.op === 'error' && frame.code === 'bad-frame');
      assert.match(frame.message, bad[i]?.[1] ?? /binary/);
    }
    client.send({ op: 'subscribe', channel: 'all' });
    await client.next('subscribed');
    client.socket.close();
  });

  test('a ping is answered', async () => {
    const { host } = await serve();
    const client = await connect(host, 'ann');
    for (let nth = 1; nth <= 3; nth++) {
      client.send({ op: 'ping' });
      assert.deepEqual(await client.next('pong', nth), { op: 'pong' });
    }
    client.socket.close();
  });

  test('floods and giant frames close the socket with their code', async () => {
    const { host } = await serve();
    const flood = await connect(host, 'ann');
    for (let i = 0; i < 1_000; i++) flood.send({ op: 'unsubscribe', channel: 'all' });
    assert.equal(await flood.closed, closeCodes.tooManyFrames);
    const pings = await connect(host, 'ann');
    for (let i = 0; i < 1_000; i++) pings.send({ op: 'ping' });
    assert.equal(await pings.closed, closeCodes.tooManyFrames);
    const large = await connect(host, 'ann');
    large.socket.send(' '.repeat(40 * 1024));
    assert.equal(await large.closed, closeCodes.frameTooLarge);
    const giant = await connect(host, 'ann');
    giant.socket.on('error', () => {});
    giant.socket.send(' '.repeat(10 * 1024 * 1024));
    await giant.closed;
  });

  test('the 65th subscription is refused, one may be given up for it', async () => {
    const { host } = await serve();
    const client = await connect(host, 'ann');
    const channel = (n: number) => `event:019a2b3c-4d5e-7f60-8a1b-${String(n).padStart(12, '0')}`;
    for (let n = 1; n <= 65; n++) client.send({ op: 'subscribe', channel: channel(n) });
    const error = await client.next('error');
    assert.deepEqual(
      [error.op === 'error' && error.code, error.op === 'error' && error.channel],
      ['too-many-subscriptions', channel(65)],
    );
    await client.next('subscribed', 64);
    client.send({ op: 'unsubscribe', channel: channel(1) });
    client.send({ op: 'subscribe', channel: channel(65) });
    await client.next('subscribed', 65);
    client.socket.close();
    await until('unsubscribed', () => hub.channels === OF_THE_GATEWAYS);
  });

  test('a client that stops reading is closed when a megabyte waits for it', async () => {
    const { host, gateway } = await serve();
    const [slow, other] = await Promise.all([connect(host, 'ann'), connect(host, 'bob')]);
    for (const client of [slow, other]) {
      client.send({ op: 'subscribe', channel: 'all' });
      await client.next('subscribed');
    }
    slow.socket.pause();
    const large = JSON.stringify({ type: 'lucky', id: ANN, coins: 1, message: 'x'.repeat(30_000) });
    await until('cut', async () => {
      await publisher.publish('all', large);
      return gateway.connections() === 1;
    });
    slow.socket.resume();
    // It may have slept so long that the code did not reach it either.
    assert.ok([closeCodes.slowReader, 1006].includes(await slow.closed));
    other.socket.close();
  });

  test('a client that does not answer pings is cut', async () => {
    const { host, gateway } = await serve(20);
    const socket = new WebSocket(`ws://${host}/live?token=ann`, { autoPong: false });
    await once(socket, 'open');
    await once(socket, 'close');
    await until('gone', () => gateway.connections() === 0);
  });

  test('draining tells every client when to leave, and closes what stays', async () => {
    const { host, gateway } = await serve();
    const clients = await Promise.all([connect(host, 'ann'), connect(host, 'bob')]);
    await until('connected', () => gateway.connections() === 2);
    await gateway.drain(50);
    for (const client of clients) {
      assert.equal(await client.closed, closeCodes.draining);
      assert.equal(client.frames[0]?.op, 'drain');
    }
    const late = new WebSocket(`ws://${host}/live?token=ann`);
    const [error] = (await once(late, 'error')) as [Error];
    assert.match(error.message, /503/);
  });

  test('server-sent events carry the same frames, and go on from the last id', async () => {
    const { host } = await serve();
    const query = `channel=user:me&channel=event:${SUBMISSION}&token=ann`;
    const open = (headers: Record<string, string> = {}) =>
      fetch(`http://${host}/live/sse?${query}`, { headers });
    const first = await readEvents(await open(), 2);
    assert.deepEqual(
      first.map(({ frame }) => frame.op),
      ['subscribed', 'subscribed'],
    );
    const id = first.at(-1)?.id as string;
    await publisher.publish(`user:${ANN}`, event(8));
    await publisher.publish(`event:${SUBMISSION}`, JSON.stringify({ type: 'event.updated', id: SUBMISSION }));
    const second = await readEvents(await open({ 'last-event-id': id }), 4);
    assert.deepEqual(second.map(({ frame }) => frame.op).sort(), [
      'message',
      'message',
      'subscribed',
      'subscribed',
    ]);
    assert.ok(second.every(({ frame }) => frame.op !== 'subscribed' || frame.recovered));
    assert.equal((await fetch(`http://${host}/live/sse?channel=user:me`)).status, 401);
    assert.equal((await fetch(`http://${host}/live/sse?channel=admin&token=ann`)).status, 403);
    await until('unsubscribed', () => hub.channels === OF_THE_GATEWAYS);
  });

  test('server-sent events of no channel, of none that there is, or of too many, are refused with the reason', async () => {
    const { host } = await serve();
    const many = Array.from({ length: 65 }, (_, n) => `channel=${n}`).join('&');
    const refused: [query: string, detail: RegExp][] = [
      ['', /^name at least one channel/],
      ['channel=all&channel=nope', /^"nope" is not a channel name: there are all, admin, user:me/],
      [many, /^a stream carries up to 64 channels, these are 65$/],
    ];
    for (const [query, detail] of refused) {
      const answer = await fetch(`http://${host}/live/sse?token=ann&${query}`);
      assert.equal(answer.status, 400);
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
      const problem = ProblemDetails.parse(await answer.json());
      assert.match(problem.detail, detail);
      assert.deepEqual([problem.code, problem.title], ['invalid-request', 'The request is not valid']);
    }
  });
});

interface SentEvent {
  readonly id: string | undefined;
  readonly frame: ServerFrame;
}

/** The first `count` events of a stream, which is then left. */
async function readEvents(response: Response, count: number): Promise<SentEvent[]> {
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  const events: SentEvent[] = [];
  let text = '';
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data === undefined) continue;
      events.push({ id: /^id: (.*)$/m.exec(block)?.[1], frame: JSON.parse(data) });
    }
    if (events.length >= count) break;
  }
  return events;
}
