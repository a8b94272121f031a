import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { startTestRedis, type TestRedis, until } from '@gavel/test-support';
import fc from 'fast-check';
import { createClient } from 'redis';
import { Hub } from './hub.ts';
import { Publisher } from './publisher.ts';
import type { Message, Position, Receiver, Start, Subscription } from './types.ts';

/** A client that leaves and comes back, and notes every breach of order. */
class Reader implements Receiver {
  at: Position = { epoch: '', offset: 0 };
  resets = 0;
  readonly seen: Message[] = [];
  readonly faults: string[] = [];
  #subscription: Subscription | undefined;
  #asked = false;

  start({ epoch, offset, recovered }: Start): void {
    if (!recovered) this.resets++;
    else if (!this.#asked || offset !== this.at.offset) this.faults.push(`recovered at ${offset}, unasked`);
    this.#asked = false;
    this.at = { epoch, offset };
  }

  message(message: Message): void {
    const { epoch, offset } = message;
    if (epoch !== this.at.epoch || offset !== this.at.offset + 1) {
      this.faults.push(`${epoch} ${offset} after ${this.at.epoch} ${this.at.offset}`);
    }
    this.seen.push(message);
    this.at = { epoch, offset };
  }

  toggle(hub: Hub, channel: string): void {
    if (this.#subscription) this.leave();
    else this.join(hub, channel);
  }

  join(hub: Hub, channel: string): void {
    this.#asked = true;
    this.#subscription ??= hub.subscribe(channel, this, this.at);
  }

  leave(): void {
    this.#subscription?.close();
    this.#subscription = undefined;
  }
}

type Step =
  | { op: 'publish'; count: number }
  | { op: 'toggle'; reader: number }
  | { op: 'cut' | 'trim' | 'flush' | 'settle' };

const steps = (...faults: ('cut' | 'trim' | 'flush')[]): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      fc.integer({ min: 1, max: 6 }).map((count) => ({ op: 'publish' as const, count })),
      fc.integer({ min: 0, max: 2 }).map((reader) => ({ op: 'toggle' as const, reader })),
      fc.constantFrom('settle', ...faults).map((op) => ({ op })),
    ),
    { minLength: 5, maxLength: 25 },
  );

describe('every reader sees every message once, in order, or is told', () => {
  let redis: TestRedis;
  let hub: Hub;
  let publisher: Publisher;
  let admin: ReturnType<typeof createClient>;

  before(async () => {
    redis = await startTestRedis('--appendonly', 'no');
    hub = new Hub({ url: redis.url });
    publisher = new Publisher({ url: redis.url, timeoutMs: 10_000 });
    admin = createClient({ url: redis.url });
    await admin.connect();
  });
  after(async () => {
    hub.close();
    publisher.close();
    admin.destroy();
    await redis.stop();
  });

  async function run(script: Step[]): Promise<Reader[]> {
    const channel = randomUUID();
    const published = new Map<string, string>();
    const readers = [1, 2, 3].map(() => new Reader());
    let last: Position | undefined;
    let count = 0;
    const publish = async () => {
      const event = JSON.stringify(++count);
      last = await publisher.publish(channel, event);
      published.set(`${last.epoch} ${last.offset}`, event);
    };
    for (const step of script) {
      if (step.op === 'publish') for (let n = 0; n < step.count; n++) await publish();
      else if (step.op === 'toggle') readers[step.reader]?.toggle(hub, channel);
      else if (step.op === 'cut') await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub']);
      else if (step.op === 'trim') await admin.del(`{gavel:live:${channel}}:history`);
      else if (step.op === 'flush') await admin.flushAll();
      else await admin.ping();
    }
    for (const reader of readers) reader.join(hub, channel);
    await publish();
    const end = last as Position;
    await until('all are at the end', () =>
      readers.every(({ at }) => at.epoch === end.epoch && at.offset === end.offset),
    );
    for (const reader of readers) {
      reader.leave();
      assert.deepEqual(reader.faults, []);
      for (const { epoch, offset, event } of reader.seen) {
        assert.equal(published.get(`${epoch} ${offset}`), event);
      }
    }
    return readers;
  }

  test('cut connections cost nothing: no reader is ever told to look elsewhere', async () => {
    await fc.assert(
      fc.asyncProperty(steps('cut'), async (script) => {
        for (const { resets } of await run(script)) assert.equal(resets, 0, 'told to look elsewhere');
      }),
      { numRuns: 40 },
    );
  });

  test('with history dropped and Redis emptied as well', async () => {
    await fc.assert(
      fc.asyncProperty(steps('cut', 'trim', 'flush'), async (script) => void (await run(script))),
      { numRuns: 40 },
    );
  });
});
