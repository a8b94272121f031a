import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { LiveClient } from '@gavel/live/client';
import { until } from '@gavel/test-support';
import fastify from 'fastify';
import pino from 'pino';
import { openTestLive } from './fixture.ts';
import { createGateway } from './index.ts';

const BEGINNING = { epoch: '', offset: 0 };

const { hub, publisher, close } = await openTestLive();
after(close);

describe('live client behind a proxy that lets no WebSocket through', () => {
  /** `attach` is never called, so an upgrade is answered as any other request; `blocked` refuses streams too. */
  async function serve() {
    const gateway = createGateway({
      hub,
      authenticate: async ({ headers }) => {
        if (headers.authorization !== 'Bearer good') return null;
        return { userId: 'ann', role: 'user' };
      },
      mayRead: async (_, channel) => channel !== 'admin',
      log: pino({ level: 'silent' }),
    });
    const app = fastify({ forceCloseConnections: true });
    const proxy = { blocked: false };
    app.addHook('onRequest', async (_, reply) => {
      if (proxy.blocked) await reply.code(502).send('a proxy has no idea');
    });
    await app.register(gateway.sse);
    await app.listen({ host: '127.0.0.1', port: 0 });
    const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/live`;
    const close = async () => {
      await gateway.close();
      await app.close();
    };
    return { url, gateway, proxy, cut: () => app.server.closeAllConnections(), close };
  }

  const publish = async (channel: string, from: number, to: number) => {
    for (let n = from; n <= to; n++) await publisher.publish(channel, String(n));
  };

  test('it takes a stream, on which channels come, go, and go on where they were', async () => {
    const server = await serve();
    const client = new LiveClient<number>({ url: server.url, token: 'good' });
    const [seen, other, refused]: [number[], number[], string[]] = [[], [], []];
    const fail = () => assert.fail('nothing was missed');
    client.subscribe('all', { onEvent: (n) => void seen.push(n), onReset: fail }, BEGINNING);
    try {
      await publish('all', 1, 2);
      await until('two', () => seen.length === 2);
      assert.deepEqual([client.state, client.transport], ['open', 'sse']);
      const handlers = { onEvent: (n: number) => void other.push(n), onReset: fail };
      const leave = client.subscribe('event:019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071', handlers, BEGINNING);
      const onError = (code: string) => void refused.push(code);
      client.subscribe('admin', { onEvent: fail, onReset: fail, onError });
      await publish('event:019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071', 1, 1);
      await publish('all', 3, 3);
      await until('both', () => seen.length === 3 && other.length === 1);
      assert.deepEqual(refused, ['forbidden']);
      leave();
      // As a proxy does that lets no answer take long.
      await until('one stream', () => server.gateway.connections() === 1);
      server.cut();
      await publish('all', 4, 5);
      await until('five', () => seen.length === 5);
      assert.deepEqual([seen, other], [[1, 2, 3, 4, 5], [1]]);
    } finally {
      client.close();
      await server.close();
    }
  });

  test('a listener that throws is reported, and costs neither the others nor the stream', async (t) => {
    const server = await serve();
    const client = new LiveClient<number>({ url: server.url, token: 'good' });
    const [seen, states, reported]: [number[], string[], unknown[]] = [[], [], []];
    Object.assign(globalThis, { reportError: (error: unknown) => reported.push(error) });
    t.after(() => Reflect.deleteProperty(globalThis, 'reportError'));
    const fault = new Error('of a listener');
    const onEvent = () => {
      throw fault;
    };
    client.subscribe('all', { onEvent, onReset: () => {} });
    client.subscribe('all', { onEvent: (n) => void seen.push(n), onReset: () => {} });
    try {
      await until('a stream', () => client.transport === 'sse' && server.gateway.connections() === 1);
      client.onState((state) => states.push(state));
      await until('begun', async () => {
        await publish('all', 1, 1);
        return seen.length > 0;
      });
      await publish('all', 2, 3);
      await until('the last', () => seen.at(-1) === 3);
      assert.deepEqual(
        reported,
        seen.map(() => fault),
      );
      assert.deepEqual(states, []);
    } finally {
      client.close();
      await server.close();
    }
  });

  test('it polls when streams are blocked as well, and takes one when they come through again', async () => {
    const server = await serve();
    server.proxy.blocked = true;
    const client = new LiveClient<number>({ url: server.url, token: 'good', pollMs: 20 });
    const seen: number[] = [];
    let reads = 0;
    const read = async () => void reads++;
    client.subscribe(
      'all',
      { onEvent: (n) => void seen.push(n), onReset: () => {}, onPoll: read },
      BEGINNING,
    );
    try {
      await until('several readings', () => reads > 3);
      assert.equal(client.transport, 'poll');
      server.proxy.blocked = false;
      await until('a stream', () => client.transport === 'sse');
      await publish('all', 7, 7);
      await until('seen', () => seen.at(-1) === 7);
    } finally {
      client.close();
      await server.close();
    }
  });

  test('a token that is not taken is not tried again', async () => {
    const server = await serve();
    const client = new LiveClient({ url: server.url, token: 'bad' });
    client.subscribe('all', { onEvent: () => {}, onReset: () => {} });
    try {
      await until('refused', () => client.state === 'closed');
      assert.equal(client.refusedWith, 3_500);
    } finally {
      client.close();
      await server.close();
    }
  });
});
