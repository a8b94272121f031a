import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { startTestRedis, type TestRedis } from '@gavel/test-support';
import fc from 'fast-check';
import { createClient } from 'redis';
import { LEASE, MAX_FAILURES, MAX_LOST, Model } from './model.fixture.ts';
import { Queue } from './queue.ts';

interface Pair {
  readonly model: Model;
  readonly queue: Queue;
}

const connect = (url: string) => createClient({ url }).connect();
let client: Awaited<ReturnType<typeof connect>>;

type Command = fc.AsyncCommand<Model, Queue>;

const id = fc.integer({ min: 0, max: 11 }).map((n) => `job-${String(n).padStart(2, '0')}`);
const attempt = fc.integer({ min: 1, max: 4 });
const tenantOf = (name: string) => `tenant-${Number(name.slice(4)) % 4}`;
const newJob = (name: string) => ({
  ...{ id: name, tenant: tenantOf(name), class: 'practice', payload: name },
});

/** A step that both take, and what it does; it prints itself when a run fails. */
function command(name: string, run: (pair: Pair) => Promise<void>): Command {
  return {
    check: () => true,
    run: (model, queue) => run({ model, queue }),
    toString: () => name,
  };
}

/** Those of a bulk, and of a paused class, come into line at once. */
function addAll(model: Model, names: readonly string[], intoLine: boolean): boolean[] {
  // Nobody is asked to add nothing.
  if (names.length === 0) return [];
  if (intoLine) {
    model.touch();
    model.settle();
  }
  const added = names.map((name) => model.add(name, tenantOf(name)));
  if (intoLine) model.settle();
  return added;
}

const add = id.map((name) =>
  command(`add ${name}`, async ({ model, queue }) => {
    const [added] = addAll(model, [name], model.paused);
    assert.equal(await queue.add(newJob(name)), added);
  }),
);
const addBulk = fc.uniqueArray(id, { maxLength: 6 }).map((names) =>
  command(`bulk ${names}`, async ({ model, queue }) => {
    const added = addAll(model, names, true).filter(Boolean);
    assert.equal(await queue.addBulk(names.map(newJob)), added.length);
  }),
);
/** A worker that waited is handed the job that came first, and may well be dead. */
const hand = fc.constant(
  command('hand', async ({ model, queue }) => {
    const { root } = queue;
    const token = await client.lMove(`${root}:inbox`, `${root}:taken`, 'RIGHT', 'LEFT');
    if (token) assert.equal(token.split('\n')[0], model.hand());
  }),
);
const take = fc.integer({ min: 1, max: 4 }).map((count) =>
  command(`take ${count}`, async ({ model, queue }) => {
    const taken = await queue.take(count);
    assert.deepEqual(
      taken.map(({ id, attempt }) => ({ id, attempt })),
      model.take(count),
    );
  }),
);
/** Workers that are silent meanwhile have crashed, or are frozen: it is the same to the queue. */
const pass = fc.constantFrom(1, 1_000, 3_001).map((ms) =>
  command(`pass ${ms}`, async ({ model, queue }) => {
    for (let left = ms; left > 0; left -= 1_000) {
      model.now += Math.min(left, 1_000);
      model.take(0);
      await queue.take(0);
    }
  }),
);
const outage = fc.constant(
  command('outage', async ({ model }) => {
    model.now += 60_000;
  }),
);
const heartbeat = fc.record({ id, attempt }).map((held) =>
  command(`heartbeat ${held.id} ${held.attempt}`, async ({ model, queue }) => {
    const { lost, cancelled } = await queue.heartbeat('w', 1, [held]);
    const told = lost.length > 0 ? 'lost' : cancelled.length > 0 ? 'cancelled' : 'held';
    assert.equal(told, model.heartbeat(held.id, held.attempt));
  }),
);
const ack = fc.record({ id, attempt, usedMs: fc.constantFrom(0, 50, 500) }).map(({ id, attempt, usedMs }) =>
  command(`ack ${id} ${attempt} ${usedMs}`, async ({ model, queue }) => {
    assert.equal(await queue.ack(id, attempt, usedMs), model.ack(id, attempt, usedMs));
  }),
);
const fail = fc.record({ id, attempt }).map(({ id, attempt }) =>
  command(`fail ${id} ${attempt}`, async ({ model, queue }) => {
    model.settle();
    const outcome = await queue.fail(id, attempt, { reason: 'x', retryInMs: 1_000 });
    const job = model.holds(id, attempt);
    if (!job) return assert.equal(outcome, 'not-yours');
    job.failures++;
    if (job.cancelled) model.jobs.delete(id);
    job.state = job.failures >= MAX_FAILURES ? 'dead' : 'delayed';
    job.until = job.state === 'dead' ? model.now : model.now + 1_000;
    assert.equal(outcome, job.cancelled ? 'cancelled' : job.state === 'dead' ? 'dead' : 'retry');
  }),
);
const handBack = fc.record({ id, attempt }).map(({ id, attempt }) =>
  command(`hand back ${id} ${attempt}`, async ({ model, queue }) => {
    model.settle();
    const job = model.holds(id, attempt);
    assert.equal(await queue.handBack(id, attempt), job !== undefined);
    if (job?.cancelled) model.jobs.delete(id);
    else if (job) model.enter(job, true);
  }),
);
const cancel = id.map((name) =>
  command(`cancel ${name}`, async ({ model, queue }) => {
    model.settle();
    const job = model.jobs.get(name);
    const running = job?.state === 'running';
    assert.equal(await queue.cancel(name), job ? (running ? 'running' : 'removed') : 'unknown');
    if (job && running) job.cancelled = true;
    else model.jobs.delete(name);
  }),
);
const remove = id.map((name) =>
  command(`remove ${name}`, async ({ model, queue }) => {
    model.settle();
    assert.equal(await queue.remove(name), model.jobs.delete(name));
  }),
);
const pause = fc.boolean().map((on) =>
  command(on ? 'pause' : 'resume', async ({ model, queue }) => {
    model.settle();
    await (on ? queue.pause() : queue.resume('practice'));
    model.paused = on;
  }),
);
const retryDead = fc.option(id, { nil: undefined }).map((name) =>
  command(`retry dead ${name ?? 'all'}`, async ({ model, queue }) => {
    model.settle();
    const dead = model.inState('dead').filter(([each]) => name === undefined || each === name);
    dead.sort(([a, x], [b, y]) => x.until - y.until || (a < b ? -1 : 1));
    assert.equal(await queue.retryDead(name === undefined ? undefined : [name]), dead.length);
    for (const [, job] of dead) {
      Object.assign(job, { lost: 0, failures: 0 });
      model.enter(job);
    }
  }),
);
const drain = fc.integer({ min: 1, max: 3 }).map((count) =>
  command(`drain ${count}`, async ({ model, queue }) => {
    model.settle();
    const delayed = model.inState('delayed').sort(([a, x], [b, y]) => x.until - y.until || (a < b ? -1 : 1));
    const out = [...model.line(), ...delayed].slice(0, count).map(([each]) => each);
    assert.deepEqual(await queue.drain({ count }), out);
    for (const each of out) model.jobs.delete(each);
  }),
);

async function compare({ queue, model }: Pair): Promise<void> {
  model.settle();
  const count = (...states: Parameters<Model['inState']>) => model.inState(...states).length;
  const { waiting, delayed, running, dead, perClass } = await queue.stats();
  assert.deepEqual(
    { waiting, delayed, running, dead, practice: perClass.practice },
    {
      waiting: count('waiting', 'delayed'),
      delayed: count('delayed'),
      running: count('running'),
      dead: count('dead'),
      practice: count('waiting'),
    },
  );
  const listed = (await queue.list({ state: 'waiting' })).jobs.map((job) => job.id);
  const line = model.line().map(([each]) => each);
  assert.deepEqual(listed, line);
  const order = model.order();
  const names = [...model.jobs.keys()];
  const places = await queue.positions(names);
  for (const [i, name] of names.entries()) {
    const exact = order.indexOf(name) + 1;
    const position = places[i]?.position ?? 0;
    if (model.late.size === 0 || exact === 0) assert.equal(position, exact, name);
    else assert.ok(position >= exact && position <= order.length, `${name}: ${position}, is ${exact}`);
  }
}

describe('queue against a plain model', () => {
  let redis: TestRedis;
  before(async () => {
    redis = await startTestRedis('--appendonly', 'no');
    client = await connect(redis.url);
  });
  after(async () => {
    client.destroy();
    await redis.stop();
  });

  test('any order of add, hand over, take, heartbeat, crash, outage, ack, fail, cancel, pause, drain and dead letters', async () => {
    const often = [add, add, hand, addBulk, take, take, take, ack, ack];
    const all = [
      ...often,
      pass,
      pass,
      outage,
      heartbeat,
      fail,
      fail,
      handBack,
      cancel,
      remove,
      pause,
      retryDead,
      drain,
    ];
    await fc.assert(
      fc.asyncProperty(fc.commands(all, { maxCommands: 60, size: 'max' }), async (commands) => {
        const model = new Model();
        const queue = new Queue({
          ...{ url: redis.url, name: randomUUID(), leaseMs: LEASE, timeoutMs: 10_000 },
          ...{ maxLost: MAX_LOST, maxFailures: MAX_FAILURES, now: () => model.now },
        });
        try {
          await fc.asyncModelRun(() => ({ model, real: queue }), commands);
          await compare({ queue, model });
        } finally {
          queue.close();
        }
      }),
      { numRuns: 150 },
    );
  });
});
