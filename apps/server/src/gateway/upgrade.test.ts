import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { after, describe, test } from 'node:test';
import { closeCodes, ProblemDetails } from '@gavel/contract';
import { until } from '@gavel/test-support';
import { Registry } from 'prom-client';
import WebSocket from 'ws';
import { askForSocket, connect, nameIn, openTestLive, signIn, TestClient } from './fixture.ts';

const live = await openTestLive();
after(live.close);

async function serve() {
  const registry = new Registry();
  const server = await live.serve({
    authenticate: async (credentials) => {
      if (nameIn(credentials) === 'broken')
        throw Object.assign(new Error('the database is away'), { code: 'ECONNREFUSED' });
      return signIn(credentials);
    },
    registry,
  });
  return { ...server, registry };
}

describe('an upgrade', () => {
  test('who is not signed in is closed with 3500; other sites may not use the cookie; a broken login is a 503', async () => {
    const { host, gateway } = await serve();
    const anonymous = new TestClient(`ws://${host}/live`);
    assert.equal(await anonymous.closed, closeCodes.unauthorized);
    const status = async (path: string, options: WebSocket.ClientOptions = {}) => {
      const socket = new WebSocket(`ws://${host}${path}`, options);
      const [error] = (await once(socket, 'error').catch((e) => [e])) as [Error];
      return error.message;
    };
    assert.match(await status('/live', { origin: 'http://evil.example', headers: { cookie: 'ann' } }), /403/);
    const named = { cookie: 'ann', authorization: `Basic ${btoa('a:b')}` };
    assert.match(await status('/live', { origin: 'http://evil.example', headers: named }), /403/);
    assert.match(await status('/live?token=broken'), /503/);
    assert.match(await status('/other?token=ann'), /404/);
    const own = new TestClient(`ws://${host}/live`, { origin: `http://${host}`, headers: { cookie: 'ann' } });
    await once(own.socket, 'open');
    assert.equal(own.socket.protocol, 'gavel.v1');
    own.socket.close();
    await until('gone', () => gateway.connections() === 0);
  });

  test('a refused upgrade is a problem with a code, whatever was wrong', async () => {
    const { host } = await serve();
    const refused: [path: string, headers: Record<string, string>, status: number, code: string][] = [
      ['/live', { cookie: 'ann', origin: 'http://evil.example' }, 403, 'forbidden'],
      ['/other?token=ann', {}, 404, 'no-such-route'],
      ['//', {}, 404, 'no-such-route'],
      ['/live?token=ann', { 'sec-websocket-version': '1' }, 400, 'invalid-request'],
      ['/live?token=broken', {}, 503, 'database-unavailable'],
    ];
    for (const [path, headers, status, code] of refused) {
      const answer = await askForSocket(host, path, headers);
      assert.equal(answer.headers['content-type'], 'application/problem+json');
      const problem = ProblemDetails.parse(JSON.parse(answer.text));
      assert.deepEqual([answer.status, problem.status, problem.code], [status, status, code]);
      assert.equal(answer.headers['retry-after'] !== undefined, status === 503);
    }
  });

  test('close codes of clients are counted as one, unless they are known', async () => {
    const { host, gateway, registry } = await serve();
    for (const code of [1_000, closeCodes.draining, 3_999, 4_000, 4_999]) {
      const client = await connect(host, 'ann');
      client.socket.close(code);
      await client.closed;
    }
    await until('gone', () => gateway.connections() === 0);
    const { values } = (await registry.getSingleMetric('gavel_live_closed_total')?.get()) ?? { values: [] };
    assert.deepEqual(
      values.map(({ labels, value }) => [labels.code, value]),
      [
        [1_000, 1],
        [closeCodes.draining, 1],
        ['other', 3],
      ],
    );
  });

  test('a refused client that resets the connection harms nobody', async () => {
    const { host } = await serve();
    const [address, port] = host.split(':');
    const socket = connectTcp(Number(port), address);
    await once(socket, 'connect');
    const head = [
      'GET /other HTTP/1.1',
      `Host: ${host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      '',
      '',
    ];
    socket.write(head.join('\r\n'), () => socket.resetAndDestroy());
    await once(socket, 'close');
    const client = await connect(host, 'ann');
    client.socket.close();
  });
});
