import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { caughtUp, follow, promote, REPLICATING, startTestRedis, type TestRedis } from '@gavel/test-support';
import { Hub } from './hub.ts';
import { Publisher } from './publisher.ts';
import type { Position, Start } from './types.ts';

describe('a replica that takes over lacks the last messages', () => {
  test('readers are told, and nothing gets an offset of theirs', async (t) => {
    const { two, last } = await failOver(t);
    const start = await reader(two, last);
    assert.equal(start.recovered, false);
    assert.notEqual((await publish(two, 1)).epoch, last.epoch);
  });

  test('and so does the old primary when it takes over again: its own epoch has ended too', async (t) => {
    const { one, two, last } = await failOver(t);
    // Nobody publishes here meanwhile, so what the other holds is as `one` left it, without the last two.
    await follow(one, two);
    await promote(one);

    const start = await reader(one, last);
    assert.equal(start.recovered, false);
    assert.notEqual((await publish(one, 1)).epoch, last.epoch);
  });
});

/** Two servers, of which the second has taken over and lacks the last two messages, up to `last`. */
async function failOver(t: { after(end: () => Promise<void>): void }) {
  const [one, two] = await Promise.all([startTestRedis(...REPLICATING), startTestRedis(...REPLICATING)]);
  for (const server of [one, two]) t.after(() => server.stop());
  // A primary takes another id for its first replica; what comes before that would prove nothing.
  await follow(two, one);
  await publish(one, 3);
  await caughtUp(two, one);
  await promote(two);
  return { one, two, last: await publish(one, 2) };
}

async function publish({ url }: TestRedis, count: number): Promise<Position> {
  const publisher = new Publisher({ url });
  try {
    let last: Position | undefined;
    for (let nth = 1; nth <= count; nth++) last = await publisher.publish('c', `${nth}`);
    return last as Position;
  } finally {
    publisher.close();
  }
}

/** How somebody who has read so far begins. */
async function reader({ url }: TestRedis, since: Position): Promise<Start> {
  const hub = new Hub({ url });
  try {
    const { promise, resolve } = Promise.withResolvers<Start>();
    hub.subscribe('c', { start: resolve, message() {} }, since);
    return await promise;
  } finally {
    hub.close();
  }
}
