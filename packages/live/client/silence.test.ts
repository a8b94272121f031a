import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { until } from '@gavel/test-support';
import { WebSocketServer } from 'ws';
import { LiveClient, type LiveClientOptions, type LiveState } from './index.ts';

const NEVER_MS = 600_000;
const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

describe('live client and silence', () => {
  const ends: (() => void)[] = [];
  afterEach(() => {
    for (const end of ends.splice(0).reverse()) end();
  });

  function connect(port: number, times: Omit<LiveClientOptions, 'url'>) {
    const client = new LiveClient({ url: `http://127.0.0.1:${port}/live`, ...times });
    ends.push(() => client.close());
    const states: LiveState[] = [];
    client.onState((state) => states.push(state));
    return { client, states };
  }

  /** What is left of a server that was stopped: its kernel takes connections and bytes, and nothing answers a closing. */
  async function startFrozen(how: { readonly opens: boolean }) {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => {});
      socket.on('data', (data) => {
        const key = /^sec-websocket-key: (.*)\r$/im.exec(data.toString())?.[1];
        if (!how.opens || key === undefined) return;
        const accept = createHash('sha1').update(`${key}${MAGIC}`).digest('base64');
        const head = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`];
        const protocol = 'Sec-WebSocket-Protocol: gavel.v1';
        socket.write(`HTTP/1.1 101 Switching Protocols\r\n${head.join('\r\n')}\r\n${protocol}\r\n\r\n`);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }

  /** A server that answers pings as long as it is told to. */
  async function startAnswering() {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const port = (server.address() as AddressInfo).port;
    const log = { answers: true, pings: 0, sockets: 0, asked: [] as unknown[] };
    server.on('connection', (socket) => {
      log.sockets++;
      socket.on('message', (data) => {
        const frame = JSON.parse(data.toString()) as { op: string };
        if (frame.op !== 'ping') {
          log.asked.push(frame);
          socket.send('{"op":"subscribed","channel":"c","epoch":"E","offset":4,"recovered":true}');
          return;
        }
        log.pings++;
        if (log.answers) socket.send('{"op":"pong"}');
      });
    });
    ends.push(() => {
      for (const socket of server.clients) socket.terminate();
      server.close();
    });
    return { port, log };
  }

  test('a server that opens and then says nothing is left, without waiting for it to close', async () => {
    const port = await startFrozen({ opens: true });
    const { states } = connect(port, { quietMs: 300, answerMs: 20 });
    await until('left, and tried again', () => states.join(' ').includes('open waiting connecting'));
  });

  test('a server that never answers the opening is left too', async () => {
    const port = await startFrozen({ opens: false });
    const { states } = connect(port, { quietMs: 20, answerMs: NEVER_MS });
    await until('left, and tried again', () => states.length >= 2);
    assert.deepEqual(states.slice(0, 2), ['waiting', 'connecting']);
  });

  test('after silence it goes on where it was', async () => {
    const { port, log } = await startAnswering();
    log.answers = false;
    const { client } = connect(port, { quietMs: 500, answerMs: 1_000 });
    client.onState((state) => {
      if (state === 'waiting') log.answers = true;
    });
    client.subscribe('c', { onEvent: () => {}, onReset: () => assert.fail('nothing was missed') });
    await until('asked again', () => log.asked.length >= 2);
    const since = { epoch: 'E', offset: 4 };
    assert.deepEqual(log.asked.slice(0, 2), [
      { op: 'subscribe', channel: 'c' },
      { op: 'subscribe', channel: 'c', since },
    ]);
  });

  test('an idle connection whose server answers stays open', async () => {
    const { port, log } = await startAnswering();
    const { client, states } = connect(port, { quietMs: 200, answerMs: NEVER_MS });
    await until('several pings', () => log.pings >= 4);
    // Each but the first was sent because the one before was answered.
    assert.deepEqual([client.state, states.at(-1)], ['open', 'open']);
  });

  test('a page that goes offline waits at once, and tries at once when it is online', async () => {
    const window = new EventTarget();
    const { addEventListener, removeEventListener } = window;
    Object.assign(globalThis, {
      addEventListener: addEventListener.bind(window),
      removeEventListener: removeEventListener.bind(window),
    });
    ends.push(() => {
      for (const name of ['addEventListener', 'removeEventListener'])
        Reflect.deleteProperty(globalThis, name);
    });
    const { port, log } = await startAnswering();
    const { client, states } = connect(port, { quietMs: NEVER_MS, answerMs: NEVER_MS });
    await until('open', () => client.state === 'open');
    window.dispatchEvent(new Event('offline'));
    assert.equal(client.state, 'waiting');
    window.dispatchEvent(new Event('online'));
    await until('open again', () => client.state === 'open');
    assert.deepEqual([log.sockets, states], [2, ['open', 'waiting', 'connecting', 'open']]);
    client.close();
    window.dispatchEvent(new Event('offline'));
    assert.equal(client.state, 'closed');
  });
});
