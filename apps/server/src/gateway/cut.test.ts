import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { LiveClient } from '@gavel/live/client';
import { until } from '@gavel/test-support';
import { openTestLive } from './fixture.ts';
import { Wire } from './wire.fixture.ts';

/** From before the answer to the upgrade, over the frame that begins the channel and the first events, to later ones. */
const FIRST_CUTS = [0, 40, 128, 160, 200, 240, 280, 320, 400, 500, 700, 1_000, 1_500];
const SECOND_CUTS = [0, 128, 160, 220, 260, 300, 400, 600, 1_200];

const { publisher, serve, close } = await openTestLive('--appendonly', 'no');
after(close);

/** The offset at which the gateway first said that the channel begins; NaN: that never came through. */
const beginOf = ({ heard }: Wire) =>
  Number(/"op":"subscribed".*?"offset":(\d+),"recovered":\w+\}/.exec(heard)?.[1]);

describe('a connection that is cut after any number of bytes, twice in a row', () => {
  test('costs a reader, from the start or from now on, no message, doubles none and puts none out of order', async () => {
    const { port } = await serve();
    const cuts = FIRST_CUTS.flatMap((first) => SECOND_CUTS.map((second) => [first, second]));
    const readers = await Promise.all(
      cuts.map(async (each, i) => {
        const wire = await new Wire({ port: () => port, cuts: each }).start();
        const client = new LiveClient<number>({ url: wire.url, token: String(i) });
        return { cuts: each, wire, client, isFromStart: i % 2 === 0, seen: [] as number[], resets: 0 };
      }),
    );
    try {
      let published = 0;
      const publish = async (count: number) => {
        for (let i = 0; i < count; i++) await publisher.publish('all', String(++published));
      };
      await publish(20);
      for (const reader of readers) {
        const onEvent = (n: number) => void reader.seen.push(n);
        const handlers = { onEvent, onReset: () => void reader.resets++ };
        if (reader.isFromStart) reader.client.subscribe('all', handlers, { epoch: '', offset: 0 });
        else reader.client.subscribe('all', handlers);
      }
      await until('all were cut twice', async () => {
        await publish(1);
        return readers.every(({ wire }) => wire.hasCutAll);
      });
      await until('all have begun', () => readers.every(({ wire }) => beginOf(wire) >= 0));
      await publish(1);
      await until('all have the last', () => readers.every(({ seen }) => seen.at(-1) === published));
      const all = Array.from({ length: published }, (_, i) => i + 1);
      for (const { cuts, wire, isFromStart, seen, resets } of readers) {
        // The channel is new: the offset of an event is its number.
        const expected = isFromStart ? all : all.slice(beginOf(wire));
        assert.deepEqual([seen, resets], [expected, 0], `cut at ${cuts}`);
      }
    } finally {
      for (const { client, wire } of readers) {
        client.close();
        wire.close();
      }
    }
  });
});
