import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestRedisCluster, type TestRedisCluster, until } from '@gavel/test-support';
import { Hub } from './hub.ts';
import { Publisher } from './publisher.ts';

const BEGINNING = { epoch: '', offset: 0 };
/** Enough that every node has some. */
const CHANNELS = Array.from({ length: 12 }, (_, i) => `room:${i}`);

describe('on a cluster, with sharded Pub/Sub', () => {
  let cluster: TestRedisCluster;
  before(async () => {
    cluster = await startTestRedisCluster('--cluster-require-full-coverage', 'no');
  });
  after(() => cluster.stop());

  test('two hubs hear every channel; a node that dies loses its messages to nobody', async () => {
    const hubs = [new Hub({ url: cluster.url }), new Hub({ url: cluster.url })];
    const publisher = new Publisher({ url: cluster.url, timeoutMs: 10_000 });
    const readers = hubs.flatMap((hub) =>
      CHANNELS.map((channel) => {
        const reader = { channel, seen: [] as string[], resets: 0 };
        hub.subscribe(
          channel,
          {
            start: ({ recovered }) => {
              if (!recovered) reader.resets++;
            },
            message: ({ event }) => void reader.seen.push(event),
          },
          BEGINNING,
        );
        return reader;
      }),
    );
    const publish = (n: number) =>
      Promise.all(CHANNELS.map((channel) => publisher.publish(channel, String(n))));
    try {
      await publish(1);
      await publish(2);
      await until('all have both', () => readers.every(({ seen }) => seen.join() === '1,2'));
      assert.ok(readers.every(({ resets }) => resets === 0));
      const [, , last] = cluster.nodes;
      await last?.kill();
      await last?.start();
      // Whoever hears of it as a new life begins after it.
      await until('published', () => publish(3).catch(() => null));
      await until('all have heard', () =>
        readers.every(({ seen, resets }) => resets > 0 || seen.includes('3')),
      );
      await publish(4);
      await until('all have the last', () => readers.every(({ seen }) => seen.at(-1) === '4'));
      const told = readers.filter(({ resets }) => resets > 0);
      assert.ok(told.length > 0 && told.length < readers.length, 'only who read from that node is told');
      assert.ok(readers.every(({ seen }) => seen.slice(0, 2).join() === '1,2'));
    } finally {
      for (const hub of hubs) hub.close();
      publisher.close();
    }
  });
});
