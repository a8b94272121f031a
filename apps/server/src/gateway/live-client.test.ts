import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Hub, Publisher } from '@gavel/live';
import { LiveClient, type LivePosition } from '@gavel/live/client';
import { freePort, startTestRedis, type TestRedis, until } from '@gavel/test-support';
import { serveGateway } from './fixture.ts';

/** A gateway process in small: its own hub, on a port that the next one may take over. */
async function startGateway(redisUrl: string, port: number) {
  const hub = new Hub({ url: redisUrl });
  const { gateway, close } = await serveGateway(hub, {}, port);
  return {
    gateway,
    async kill() {
      await close();
      hub.close();
    },
  };
}

describe('live client with a real gateway', () => {
  let redis: TestRedis;
  let publisher: Publisher;
  before(async () => {
    redis = await startTestRedis();
    publisher = new Publisher({ url: redis.url, timeoutMs: 10_000 });
  });
  after(async () => {
    publisher.close();
    await redis.stop();
  });

  const publish = async (from: number, to: number) => {
    for (let n = from; n <= to; n++) await publisher.publish('all', String(n));
  };

  test('it misses nothing while gateways die and drain, and is told when Redis lost its data', async () => {
    const port = await freePort();
    let current = await startGateway(redis.url, port);
    const client = new LiveClient<number>({ url: `http://127.0.0.1:${port}/live`, token: 'ann' });
    const seen: number[] = [];
    let resets = 0;
    const handlers = {
      onEvent: (n: number, _position: LivePosition) => void seen.push(n),
      onReset: () => void resets++,
    };
    client.subscribe('all', handlers, { epoch: '', offset: 0 });
    try {
      await publish(1, 3);
      await until('three', () => seen.length === 3);
      await current.kill();
      await publish(4, 6);
      current = await startGateway(redis.url, port);
      await publish(7, 7);
      await until('seven', () => seen.length === 7);
      const drained = current.gateway.drain(50);
      await publish(8, 8);
      await drained;
      await current.kill();
      current = await startGateway(redis.url, port);
      await publish(9, 9);
      await until('nine', () => seen.length === 9);
      assert.deepEqual([seen, resets], [[1, 2, 3, 4, 5, 6, 7, 8, 9], 0]);
      await redis.kill();
      await redis.start();
      await until('told', () => resets === 1);
      await until('published', () => publisher.publish('all', '10').catch(() => null));
      await until('ten', () => seen.at(-1) === 10);
      assert.equal(client.state, 'open');
    } finally {
      client.close();
      await current.kill();
    }
  });
});
