import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestRedis, type TestRedis, until } from '@gavel/test-support';
import { createClient } from 'redis';
import { Hub } from './hub.ts';
import { Publisher } from './publisher.ts';
import type { Message, Position, Receiver, Start } from './types.ts';

const BEGINNING: Position = { epoch: '', offset: 0 };

/** Writes down all it is given. */
class Notes implements Receiver {
  readonly starts: Start[] = [];
  readonly messages: Message[] = [];
  start(start: Start): void {
    this.starts.push(start);
  }
  message(message: Message): void {
    this.messages.push(message);
  }
  get events(): unknown[] {
    return this.messages.map(({ event }) => JSON.parse(event));
  }
}

async function received(notes: Notes, count: number): Promise<void> {
  await until(`${count} messages`, () => notes.messages.length >= count);
}

describe('live', () => {
  let redis: TestRedis;
  let publisher: Publisher;
  let hub: Hub;
  let admin: ReturnType<typeof createClient>;

  before(async () => {
    redis = await startTestRedis('--appendfsync', 'always');
    publisher = new Publisher({ url: redis.url, historySize: 5, timeoutMs: 10_000 });
    hub = new Hub({ url: redis.url });
    admin = createClient({ url: redis.url, socket: { reconnectStrategy: 50 } });
    // Redis is killed on purpose here.
    admin.on('error', () => {});
    await admin.connect();
  });
  after(async () => {
    publisher.close();
    hub.close();
    admin.destroy();
    await redis.stop();
  });

  const publish = async (channel: string, from: number, to: number) => {
    let last: Position = BEGINNING;
    for (let n = from; n <= to; n++) last = await publisher.publish(channel, JSON.stringify(n));
    return last;
  };

  async function scriptCalls(): Promise<number> {
    const stats = (await admin.sendCommand(['INFO', 'commandstats'])) as string;
    const calls = stats.matchAll(/^cmdstat_eval(?:sha)?:calls=(\d+)/gm);
    return [...calls].reduce((sum, [, count]) => sum + Number(count), 0);
  }

  test('what is published in one go is in its order, with the offsets of its channels', async () => {
    const notes = new Map(['one', 'two'].map((channel) => [channel, new Notes()]));
    for (const [channel, receiver] of notes)
      await hub.subscribe(`go ${channel}`, receiver, BEGINNING).started;
    const sent = Array.from({ length: 250 }, (_, n) => ({ n, channel: `go ${n % 3 === 0 ? 'one' : 'two'}` }));
    await publisher.publish('go', 'true');
    const calls = await scriptCalls();
    const large = publisher.publish('go one', JSON.stringify('x'.repeat(40_000)));
    const positions = Promise.all(sent.map(({ n, channel }) => publisher.publish(channel, `${n}`)));
    await assert.rejects(large, { code: 'live-too-large' });
    await positions;
    assert.equal((await scriptCalls()) - calls, 3, 'a hundred share a call');
    for (const [channel, each] of notes) {
      const own = sent.filter((message) => message.channel === `go ${channel}`);
      await received(each, own.length);
      assert.deepEqual(
        each.events,
        own.map(({ n }) => n),
      );
      const offsets = (await positions).filter((_, i) => sent[i]?.channel === `go ${channel}`);
      assert.deepEqual(
        offsets,
        each.messages.map(({ epoch, offset }) => ({ epoch, offset })),
      );
      assert.equal(offsets.at(-1)?.offset, own.length);
    }
  });

  test('a receiver gets what is published after it began, in order', async () => {
    await publish('plain', 1, 2);
    const notes = new Notes();
    const subscription = hub.subscribe('plain', notes);
    assert.equal(await subscription.started, true);
    assert.deepEqual([notes.starts[0]?.offset, notes.starts[0]?.recovered], [2, false]);
    const last = await publish('plain', 3, 6);
    await received(notes, 4);
    assert.deepEqual(notes.events, [3, 4, 5, 6]);
    assert.deepEqual(notes.messages.at(-1), { channel: 'plain', ...last, event: '6' });
    subscription.close();
  });

  test('what was missed is given before what is new; past the history it says so', async () => {
    const at = await publish('missed', 1, 3);
    await publish('missed', 4, 8);
    const whole = new Notes();
    const late = new Notes();
    const subscriptions = [
      hub.subscribe('missed', whole, at),
      hub.subscribe('missed', late, { ...at, offset: 2 }),
    ];
    await Promise.all(subscriptions.map(({ started }) => started));
    await publish('missed', 9, 9);
    await received(whole, 6);
    assert.deepEqual(whole.events, [4, 5, 6, 7, 8, 9]);
    assert.deepEqual(whole.starts, [{ ...at, recovered: true }]);
    await received(late, 1);
    assert.deepEqual(late.events, [9]);
    assert.deepEqual(late.starts, [{ epoch: at.epoch, offset: 8, recovered: false }]);
    for (const subscription of subscriptions) subscription.close();
  });

  test('from the beginning: whole while the history reaches back to it', async () => {
    const early = new Notes();
    const first = hub.subscribe('from-start', early, BEGINNING);
    await first.started;
    assert.equal(early.starts[0]?.recovered, true);
    await publish('from-start', 1, 5);
    const middle = new Notes();
    const second = hub.subscribe('from-start', middle, BEGINNING);
    await received(middle, 5);
    assert.deepEqual(middle.events, [1, 2, 3, 4, 5]);
    await publish('from-start', 6, 6);
    const late = new Notes();
    const third = hub.subscribe('from-start', late, BEGINNING);
    await third.started;
    assert.equal(late.starts[0]?.recovered, false);
    for (const subscription of [first, second, third]) subscription.close();
  });

  test('a position of the future or of another life is not recovered', async () => {
    const at = await publish('strange', 1, 2);
    for (const since of [
      { ...at, offset: 9 },
      { epoch: 'other', offset: 2 },
    ]) {
      const notes = new Notes();
      const subscription = hub.subscribe('strange', notes, since);
      await subscription.started;
      assert.deepEqual(notes.starts, [{ ...at, recovered: false }]);
      subscription.close();
    }
  });

  test('one Redis subscription for all receivers of a channel, none when nobody is left', async () => {
    const subscribers = async () => (await admin.pubSubNumSub('{gavel:live:shared}'))['{gavel:live:shared}'];
    const subscriptions = [1, 2, 3].map(() => hub.subscribe('shared', new Notes()));
    await Promise.all(subscriptions.map(({ started }) => started));
    assert.equal(Number(await subscribers()), 1);
    for (const subscription of subscriptions) subscription.close();
    const again = hub.subscribe('shared', new Notes());
    await again.started;
    assert.equal(Number(await subscribers()), 1);
    again.close();
    again.close();
    await until('unsubscribed', async () => Number(await subscribers()) === 0);
  });

  test('a message lost on the way is found in the history by the next one', async () => {
    const notes = new Notes();
    const subscription = hub.subscribe('lossy', notes);
    await subscription.started;
    await publish('lossy', 1, 1);
    // What a broken connection does: the history has it, no subscriber heard it.
    await admin.xAdd('{gavel:live:lossy}:history', '2-0', { e: '2' });
    await admin.hSet('{gavel:live:lossy}:position', 'offset', 2);
    await publish('lossy', 3, 3);
    await received(notes, 3);
    assert.deepEqual(notes.events, [1, 2, 3]);
    assert.equal(notes.starts.length, 1);
    // And beyond the history it is said.
    await admin.hSet('{gavel:live:lossy}:position', 'offset', 20);
    await publish('lossy', 21, 21);
    await until('told', () => notes.starts.length === 2);
    assert.deepEqual([notes.starts[1]?.offset, notes.starts[1]?.recovered], [21, false]);
    subscription.close();
  });

  test('a flushed Redis begins a new epoch, and receivers are told', async () => {
    const notes = new Notes();
    const subscription = hub.subscribe('flushed', notes);
    await subscription.started;
    await publish('flushed', 1, 2);
    await received(notes, 2);
    await admin.flushAll();
    const { epoch } = await publish('flushed', 3, 3);
    await until('told', () => notes.starts.length === 2);
    assert.notEqual(epoch, notes.starts[0]?.epoch);
    assert.deepEqual(notes.starts[1], { epoch, offset: 1, recovered: false });
    subscription.close();
  });

  test('a restarted Redis begins a new epoch even with its data, at an offset that is not the start', async () => {
    const before = await publish('restarted', 1, 3);
    const notes = new Notes();
    const subscription = hub.subscribe('restarted', notes);
    await subscription.started;
    await redis.kill();
    const hasty = new Publisher({ url: redis.url, timeoutMs: 200 });
    await assert.rejects(hasty.publish('restarted', '0'), { code: 'live-unavailable' });
    hasty.close();
    await redis.start();
    await until('told', () => notes.starts.length === 2);
    const told = notes.starts[1] as Start;
    assert.equal(told.recovered, false);
    assert.notEqual(told.epoch, before.epoch);
    assert.ok(told.offset > before.offset);
    await until('published', () => publish('restarted', 4, 4).catch(() => null));
    await received(notes, 1);
    assert.deepEqual(notes.events, [4]);
    const fromStart = new Notes();
    const late = hub.subscribe('restarted', fromStart, BEGINNING);
    await late.started;
    assert.equal(fromStart.starts[0]?.recovered, false);
    subscription.close();
    late.close();
  });

  test('a subscription made while Redis is away starts when it is back; one that is closed first never does', async () => {
    await redis.kill();
    const notes = new Notes();
    const patient = hub.subscribe('patient', notes);
    const hasty = hub.subscribe('hasty', new Notes());
    hasty.close();
    assert.equal(await hasty.started, false);
    await redis.start();
    assert.equal(await patient.started, true);
    await until('published', () => publish('patient', 1, 1).catch(() => null));
    await received(notes, 1);
    patient.close();
  });

  test('a message past the bound is refused', async () => {
    await assert.rejects(publisher.publish('big', `"${'x'.repeat(32 * 1024)}"`), { code: 'live-too-large' });
  });
});
