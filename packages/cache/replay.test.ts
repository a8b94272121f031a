import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import type { PoolClient } from 'pg';
import { createClient } from 'redis';
import { openTestCache, set } from './fixture.ts';
import type { WriteOrder } from './index.ts';
import { initial, type Scenario, type State, type Step, steps } from './model.fixture.ts';
import { CacheRedis } from './redis.ts';
import { rootOf } from './scripts.ts';

const fixture = await openTestCache();
const keys = createClient({ url: fixture.redis.url });
await keys.connect();
const redis = new CacheRedis(fixture.redis.url, 60_000, () => {});
after(async () => {
  keys.destroy();
  redis.close();
  await fixture.close();
});
const orders: WriteOrder[] = ['invalidate-first', 'cache-first', 'database-first'];
const LONG_MS = 600_000;

/** The steps of the model, done by the scripts and by Postgres. */
class World {
  readonly id = randomUUID();
  readonly root = rootOf('replay', this.id);
  readonly order: WriteOrder;
  readonly writers: { client: PoolClient | null; alone: boolean; rolledBack: boolean }[];
  readonly tokens: string[];
  readonly loaded: (number | null)[] = [];

  constructor({ order, writers, readers }: Scenario) {
    this.order = order;
    this.writers = Array.from({ length: writers }, () => ({ client: null, alone: false, rolledBack: false }));
    this.tokens = Array.from({ length: readers }, () => randomUUID());
  }

  async open(): Promise<void> {
    await fixture.put(this.id, 0);
    // Until it has been answered once, the run of Redis is not known and nothing is believed.
    await redis.lease(rootOf('replay', randomUUID()), 'x', 1, false);
  }

  async close(): Promise<void> {
    for (const { client } of this.writers) client?.release(true);
  }

  do({ actor, op, index }: Step): Promise<string> {
    if (actor === 'time') return this.#time(op, index);
    return actor === 'writer' ? this.#write(op, index) : this.#read(op, index);
  }

  async #write(op: string, index: number): Promise<string> {
    const self = this.writers[index] as (typeof this.writers)[number];
    const name = `writer ${index}`;
    const text = String(index + 1);
    switch (op) {
      case 'begin': {
        const reply = await redis.begin(this.root, name, LONG_MS, this.order === 'cache-first');
        self.alone = reply === 'alone';
        return reply;
      }
      case 'write':
        self.client = await fixture.pool.connect();
        await self.client.query('begin');
        await set(self.client, this.id, index + 1);
        return 'ok';
      case 'provide': {
        const believed = await redis.provide(this.root, name, text, LONG_MS);
        self.rolledBack = !believed;
        return String(believed);
      }
      case 'commit':
      case 'rollback':
        await self.client?.query(op);
        self.rolledBack = op === 'rollback';
        return 'ok';
      case 'end': {
        const puts = this.order !== 'invalidate-first' && self.alone && !self.rolledBack;
        await redis.end(this.root, name, puts ? text : '', LONG_MS);
        return (await redis.get([this.root]))[0] ?? '-1';
      }
      default:
        self.client?.release(true);
        self.client = null;
        return 'dead';
    }
  }

  async #read(op: string, index: number): Promise<string> {
    const token = this.tokens[index] as string;
    switch (op) {
      case 'get':
        return (await redis.get([this.root]))[0] ?? 'miss';
      case 'lease': {
        const grant = await redis.lease(this.root, token, LONG_MS, false);
        return grant[0] === 'hit' ? grant[2] : grant[0];
      }
      case 'load':
        this.loaded[index] = await fixture.load(this.id);
        return 'ok';
      case 'fill': {
        const outcome = await redis.fill(this.root, token, String(this.loaded[index]), LONG_MS);
        return outcome === 'filled' ? 'filled' : 'refused';
      }
      case 'direct':
        return String(await fixture.load(this.id));
      default:
        return 'dead';
    }
  }

  async #time(op: string, index: number): Promise<string> {
    if (op === 'expire marker') await keys.zRem(`${this.root}:writers`, `writer ${index}`);
    else await keys.del(`${this.root}:${op.slice('expire '.length)}`);
    return 'ok';
  }
}

async function replay(scenario: Scenario, path: readonly Step[]): Promise<void> {
  const world = new World(scenario);
  await world.open();
  try {
    const told: string[] = [];
    for (const step of path) {
      const saw = await world.do(step);
      told.push(`${step.actor} ${step.index}: ${step.op} → ${saw}`);
      assert.equal(saw, step.saw, told.join('\n'));
    }
  } finally {
    await world.close();
  }
}

/** Every way from the start to where nothing can happen any more. */
function* paths(scenario: Scenario, state: State = initial(scenario), path: Step[] = []): Generator<Step[]> {
  const next = steps(state, scenario);
  if (next.length === 0) yield path;
  for (const step of next) yield* paths(scenario, step.next, [...path, step]);
}

/** One way: each number says which of the possible steps is next. */
function pathOf(scenario: Scenario, choices: readonly number[]): Step[] {
  const path: Step[] = [];
  let state = initial(scenario);
  for (const choice of choices) {
    const next = steps(state, scenario);
    const step = next[choice % Math.max(next.length, 1)];
    if (!step) break;
    path.push(step);
    state = step.next;
  }
  return path;
}

for (const order of orders) {
  describe(`${order}: Redis and Postgres do what the model says`, () => {
    test('one writer and one reader, in every order of steps', async () => {
      const scenario = { order, writers: 1, readers: 1 };
      let count = 0;
      for (const path of paths(scenario)) {
        await replay(scenario, path);
        count++;
      }
      assert.ok(count >= 45, `${count} orders`);
    });

    test('two writers and two readers, deaths, rollbacks and expiry, in some', async () => {
      const scenario = { order, writers: 2, readers: 2, failures: true, expiry: true };
      const choices = fc.array(fc.nat(1_000), { minLength: 30, maxLength: 30 });
      const property = fc.asyncProperty(choices, (each) => replay(scenario, pathOf(scenario, each)));
      await fc.assert(property, { numRuns: 150 });
    });
  });
}
