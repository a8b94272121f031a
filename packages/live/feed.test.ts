import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Feed, type History } from './feed.ts';
import type { Message, Position, Start } from './types.ts';

const message = (epoch: string, offset: number): Message => ({
  channel: 'c',
  epoch,
  offset,
  event: `${offset}`,
});

/** A feed whose every reading of the history the test answers by hand. */
function handFeed() {
  const readings: { since: Position | null; answer: (history: History) => void }[] = [];
  const told: string[] = [];
  const read = (since: Position | null) =>
    new Promise<History>((answer) => {
      readings.push({ since, answer });
    });
  const fail = (error: Error) => assert.fail(error);
  const feed = new Feed(read, () => {}, fail);
  const subscription = feed.join({
    start: ({ epoch, offset, recovered }: Start) => told.push(`${epoch}${offset} ${recovered}`),
    message: ({ epoch, offset }) => told.push(`${epoch}${offset}`),
  });
  return { feed, subscription, readings, told };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('one channel', () => {
  test('what was heard of a life that ended meanwhile is let go, and the reader is up to date', async () => {
    const { feed, readings, told } = handFeed();
    feed.receive(message('A', 5));
    readings[0]?.answer({ epoch: 'B', offset: 1, complete: false, messages: [] });
    await settled();
    // It came after the question, so it could be younger than the answer: one more look tells.
    readings[1]?.answer({ epoch: 'B', offset: 1, complete: true, messages: [] });
    await settled();
    assert.equal(readings.length, 2);
    feed.receive(message('B', 2));
    assert.deepEqual(told, ['B1 false', 'B2']);
  });

  test('what was heard of a life that is newer than the history sends the reader there again', async () => {
    const { feed, readings, told } = handFeed();
    readings[0]?.answer({ epoch: 'A', offset: 5, complete: false, messages: [] });
    // In the same tick: the answer was read from the socket, but nobody was told yet.
    feed.receive(message('B', 1));
    await settled();
    assert.deepEqual(readings[1]?.since, { epoch: 'A', offset: 5, recovered: false });
    readings[1]?.answer({ epoch: 'B', offset: 1, complete: false, messages: [] });
    await settled();
    feed.receive(message('B', 2));
    assert.deepEqual(told, ['A5 false', 'B1 false', 'B2']);
    assert.equal(readings.length, 2);
  });
});
