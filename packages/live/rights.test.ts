import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asReadmeUser, startTestRedis, startTestRedisCluster, until } from '@gavel/test-support';
import { Hub } from './hub.ts';
import { Publisher } from './publisher.ts';

const README = new URL('README.md', import.meta.url);
const BEGINNING = { epoch: '', offset: 0 };
/** What is sent besides scripts, and what they publish by: on one server, and on a cluster. */
const SENT = ['hello', 'ping', 'eval', 'evalsha', 'subscribe', 'unsubscribe', 'publish'];
const SENT_TO_CLUSTER = ['cluster|slots', 'ssubscribe', 'sunsubscribe', 'spublish'];

/** Publishes on enough channels that every node of a cluster has some, hears it all, and leaves. */
async function talk(url: string): Promise<void> {
  const onError = (error: Error) => assert.fail(error);
  const publisher = new Publisher({ url, timeoutMs: 10_000, onError });
  const hub = new Hub({ url, onError });
  try {
    for (let n = 0; n < 12; n++) {
      const channel = `room:${n}`;
      const heard: string[] = [];
      const message = ({ event }: { event: string }) => void heard.push(event);
      await publisher.publish(channel, '1');
      const first = hub.subscribe(channel, { start: () => {}, message }, BEGINNING);
      await publisher.publish(channel, '2');
      await until('both are heard', () => heard.length === 2);
      first.close();
      // It begins after the unsubscribe was answered.
      const second = hub.subscribe(channel, { start: () => {}, message }, BEGINNING);
      await until('both are heard again', () => heard.length === 4);
      second.close();
    }
  } finally {
    hub.close();
    publisher.close();
  }
}

describe('a user with nothing but the rights that the README lists', () => {
  test('on one server', async () => asReadmeUser(README, SENT, await startTestRedis(), talk));

  test('on a cluster', async () =>
    asReadmeUser(README, [...SENT, ...SENT_TO_CLUSTER], await startTestRedisCluster(), talk));
});
