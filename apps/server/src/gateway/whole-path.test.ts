import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Hub, Publisher } from '@gavel/live';
import { LiveClient, type LivePosition } from '@gavel/live/client';
import { startTestRedis, type TestRedis, until } from '@gavel/test-support';
import fc from 'fast-check';
import { createClient } from 'redis';
import { serveGateway } from './fixture.ts';
import { Wire } from './wire.fixture.ts';

/** A gateway with a hub of its own; its place is taken by the next when it dies. */
class GatewayPlace {
  readonly #redisUrl: string;
  #stop = async (_how: 'kill' | 'drain') => {};
  port = 0;

  constructor(redisUrl: string) {
    this.#redisUrl = redisUrl;
  }

  async start(): Promise<void> {
    const hub = new Hub({ url: this.#redisUrl });
    const { gateway, port, close } = await serveGateway(hub);
    this.port = port;
    this.#stop = async (how) => {
      if (how === 'drain') await gateway.drain(20);
      await close();
      hub.close();
    };
  }

  stop(how: 'kill' | 'drain'): Promise<void> {
    return this.#stop(how);
  }
}

/** A page: a picture made of messages, and of the state where it was told that some may be missing. */
class Page {
  readonly wire: Wire;
  readonly client: LiveClient<number>;
  readonly faults: string[] = [];
  picture = new Set<number>();
  resets = 0;
  #at: LivePosition = { epoch: '', offset: 0 };
  #leave = () => {};

  constructor(wire: Wire) {
    this.wire = wire;
    this.client = new LiveClient({ url: wire.url, token: 'ann' });
  }

  /** @param readState what HTTP would say. */
  open(channel: string, readState: () => Promise<readonly number[]>): void {
    this.picture = new Set();
    this.#at = { epoch: '', offset: 0 };
    this.resets = 0;
    let wasReset = false;
    const onEvent = (n: number, { epoch, offset }: LivePosition) => {
      const isNext = epoch === this.#at.epoch && offset === this.#at.offset + 1;
      if (!isNext && !wasReset && this.#at.epoch !== '') {
        this.faults.push(`${epoch} ${offset} after ${this.#at.epoch} ${this.#at.offset}`);
      }
      if (this.#at.epoch === epoch && offset <= this.#at.offset) this.faults.push(`${offset} again`);
      wasReset = false;
      this.#at = { epoch, offset };
      this.picture.add(n);
    };
    const onReset = () => {
      this.resets++;
      wasReset = true;
      readState().then((state) => {
        this.picture = new Set([...this.picture, ...state]);
      }, assert.fail);
    };
    this.#leave = this.client.subscribe(channel, { onEvent, onReset }, this.#at);
  }

  /** Of the last message that it has heard. */
  get last(): LivePosition {
    return this.#at;
  }

  leave(): void {
    this.#leave();
  }
}

const LOSSES = ['nothing', 'an hour of silence', 'history', 'all of Redis', 'a restart of Redis'] as const;
type Loss = (typeof LOSSES)[number];
type Step =
  | { op: 'publish'; count: number }
  | { op: 'away'; who: boolean[]; missed: number; loss: Loss; later: number; twice: boolean }
  | { op: 'restart'; gateway: 0 | 1; how: 'kill' | 'drain'; missed: number }
  | { op: 'storm'; count: number };

const PAGES = 5;
const count = (min: number) => fc.integer({ min, max: 4 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ op: fc.constant('publish' as const), count: count(1) }),
  fc.record({
    op: fc.constant('away' as const),
    who: fc.array(fc.boolean(), { minLength: PAGES, maxLength: PAGES }),
    missed: count(0),
    loss: fc.constantFrom(...LOSSES),
    later: count(1),
    twice: fc.boolean(),
  }),
  fc.record({
    op: fc.constant('restart' as const),
    gateway: fc.constantFrom(0 as const, 1 as const),
    how: fc.constantFrom('kill' as const, 'drain' as const),
    missed: count(0),
  }),
  fc.record({ op: fc.constant('storm' as const), count: count(1) }),
);

/** Rare among random scripts: Redis restarts, under readers that stay and readers that are away. */
const RESTARTS: Step[] = [
  { op: 'publish', count: 2 },
  {
    ...{ op: 'away', who: [true, false, true, false, true], missed: 2 },
    ...{ loss: 'a restart of Redis', later: 2, twice: false },
  },
  { op: 'publish', count: 1 },
];

describe('from the publisher to many pages, over gateways and networks that fail', () => {
  let redis: TestRedis;
  let publisher: Publisher;
  let admin: Awaited<ReturnType<typeof openAdmin>>;
  let places: [GatewayPlace, GatewayPlace];
  const pages: Page[] = [];

  before(async () => {
    redis = await startTestRedis('--appendonly', 'no');
    publisher = new Publisher({ url: redis.url, timeoutMs: 10_000 });
    admin = await openAdmin(redis.url);
    places = [new GatewayPlace(redis.url), new GatewayPlace(redis.url)];
    for (const place of places) await place.start();
    for (let i = 0; i < PAGES; i++) {
      const place = places[i % 2] as GatewayPlace;
      const lets = i === PAGES - 1 ? 'no WebSockets' : 'everything';
      const wire = new Wire({ port: () => place.port, lets });
      pages.push(new Page(await wire.start()));
    }
  });
  after(async () => {
    for (const { client, wire } of pages) {
      client.close();
      wire.close();
    }
    for (const place of places) await place.stop('kill');
    publisher.close();
    admin.destroy();
    await redis.stop();
  });

  async function play(script: readonly Step[]): Promise<void> {
    const channel = `event:${randomUUID()}`;
    const published: number[] = [];
    const expected = pages.map(() => 0);
    const publish = async (count: number) => {
      for (let i = 0; i < count; i++) {
        const n = published.length + 1;
        // The row is written before anybody is told.
        published.push(n);
        await publisher.publish(channel, String(n));
      }
    };
    const settled = () =>
      until('every page shows what was published', () =>
        pages.every(({ picture }) => picture.size === published.length),
      );
    for (const page of pages) page.open(channel, async () => [...published]);
    // From here on each has a position, be it before the first message.
    await until('all have begun', () =>
      pages.every(({ wire }) => wire.heard.includes(`"op":"subscribed","channel":"${channel}"`)),
    );
    for (const each of script) {
      if (each.op === 'publish') await publish(each.count);
      else if (each.op === 'restart') {
        const place = places[each.gateway];
        await place.stop(each.how);
        await publish(each.missed);
        await place.start();
      } else if (each.op === 'storm') {
        for (const { wire } of pages) wire.cut();
        await publish(each.count);
        for (const { wire } of pages) wire.cut();
        await publish(1);
      } else await playAway(each, channel, publish, expected, settled);
      await settled();
      assert.deepEqual(
        pages.map(({ resets }) => resets),
        expected,
        `told after ${JSON.stringify(each)}`,
      );
    }
    for (const page of pages) {
      page.leave();
      assert.deepEqual(page.faults, []);
    }
  }

  /** Some are away while things are published and lost; each is told exactly if it has missed something that is lost. */
  async function playAway(
    { who, missed, loss, later, twice }: Extract<Step, { op: 'away' }>,
    channel: string,
    publish: (count: number) => Promise<void>,
    expected: number[],
    settled: () => Promise<unknown>,
  ): Promise<void> {
    const away = pages.filter((_, i) => who[i]);
    const stayed = pages.filter((_, i) => !who[i]);
    for (const { wire } of away) {
      wire.isOut = true;
      wire.cut();
    }
    await publish(missed);
    if (missed > 0) await untilHeard(stayed, channel);
    if (loss === 'all of Redis') await admin.flushAll();
    else if (loss === 'a restart of Redis') {
      await redis.kill();
      await redis.start();
    }
    // What an hour does: the messages are forgotten, the position is not.
    else if (loss === 'an hour of silence') await admin.pExpire(`{gavel:live:${channel}}:history`, 1);
    else if (loss === 'history') await admin.del(`{gavel:live:${channel}}:history`);
    await until(
      'forgotten',
      async () => loss === 'nothing' || !(await admin.exists(`{gavel:live:${channel}}:history`)),
    );
    await publish(later);
    for (const { wire } of away) wire.isOut = false;
    if (twice) for (const { wire } of away) wire.cut();
    await settled();
    for (const i of pages.keys()) {
      const hasMissed = who[i] && missed > 0 && loss !== 'nothing';
      const isAnew = loss === 'all of Redis' || loss === 'a restart of Redis';
      if (isAnew || hasMissed) expected[i] = (expected[i] as number) + 1;
    }
  }

  /** What was published last has reached who stayed. An epoch may begin past 0, at an offset that no message has. */
  async function untilHeard(stayed: readonly Page[], channel: string): Promise<void> {
    const [epoch, offset] = await admin.hmGet(`{gavel:live:${channel}}:position`, ['epoch', 'offset']);
    await until('heard', () =>
      stayed.every(({ last }) => last.epoch === epoch && last.offset >= Number(offset)),
    );
  }

  test('every page sees every message once and in order, is told exactly when it may lack some, and ends with the same picture', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 6 }), play),
      // A run takes seconds of reconnecting: shrinking would take minutes, and the script is told as it is.
      { numRuns: Number(process.env.GAVEL_TEST_RUNS ?? 6), endOnFailure: true, examples: [[RESTARTS]] },
    );
  });
});

/** While Redis restarts its calls wait. */
const openAdmin = (url: string) =>
  createClient({ url })
    .on('error', () => {})
    .connect();
