import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Hub } from '@gavel/live';
import { createTestDatabase, startTestRedis, until } from '@gavel/test-support';
import { jobOf } from '../job.ts';
import { openResources } from '../resources.ts';
import { readSettings } from '../settings.ts';
import { sweep } from './sweep.ts';
import { Sweeper } from './sweeper.ts';
import { Turn } from './turn.ts';

const [database, redis, home] = await Promise.all([
  createTestDatabase(),
  startTestRedis(),
  mkdtemp(join(tmpdir(), 'gavel-sweeper-')),
]);
const settings = readSettings({
  REDIS_URL: redis.url,
  DATABASE_URL: database.url,
  GAVEL_HOME: home,
  GAVEL_AUTH_SECRET: 's'.repeat(32),
  GAVEL_LOG: 'silent',
});
const resources = openResources('server', settings);
const { store, queue } = resources;
const always = async () => {};
let userId: string;

before(async () => {
  await store.migrate();
  const user = { handle: 'ann', email: 'ann@x.test', role: 'user', passwordHash: null } as const;
  userId = (await store.users.create(user)).id;
  await until('Redis is reached', () => resources.redis.isReady);
});
after(async () => {
  await resources[Symbol.asyncDispose]();
  await Promise.all([database.drop(), redis.stop(), rm(home, { recursive: true })]);
});

async function newRun(): Promise<string> {
  const run = { userId, language: 'cpp', source: 'x', stdin: '', limits: {}, maxWaiting: 100 };
  return (await store.runs.create(run)).id;
}

const job = (id: string, attempt = 0) => jobOf({ kind: 'run', id }, userId, 'practice', attempt);

/** Lets three workers in a row fall silent with the one job that waits, by a clock of our own. */
async function die(id: string): Promise<void> {
  for (let lost = 0; lost < 3; lost++) {
    const [taken] = await queue.take(1);
    assert.equal(taken?.id, id);
    await store.runs.start(id, taken?.attempt ?? 0);
    await resources.redis.zAdd(`${queue.root}:leases`, { score: 1, value: id });
  }
  assert.deepEqual(await queue.take(1), []);
}

describe('the sweep', { concurrency: false }, () => {
  test('puts back what the queue has lost, with attempt numbers that go on', async () => {
    const [waiting, running] = [await newRun(), await newRun()];
    await store.runs.start(running, 7);
    await redis.flush();
    await sweep(resources, always);
    const taken = await queue.take(10);
    const attempts = Object.fromEntries(taken.map(({ id, attempt }) => [id, attempt]));
    assert.deepEqual(attempts, { [waiting]: 1, [running]: 8 });
    await sweep(resources, always);
    assert.deepEqual(await queue.take(10), [], 'a second sweep adds nothing');
    for (const { id, attempt } of taken) {
      await store.runs.fail(id, attempt, 'the end of the test');
      await queue.ack(id, attempt);
    }
  });

  test('ends what died three times as JE with the reason, tells the author, and clears the queue', async () => {
    const id = await newRun();
    const hub = new Hub({ url: redis.url });
    const heard: string[] = [];
    const receiver = { start: () => {}, message: ({ event }: { event: string }) => void heard.push(event) };
    await hub.subscribe(`run:${id}`, receiver).started;
    await queue.add(job(id));
    await die(id);
    await sweep(resources, always);
    const run = await store.runs.get(id);
    assert.equal(run?.status, 'JE');
    assert.match(run?.error ?? '', /given up at attempt 3: .*silent 3 times/);
    await until('the author hears of it', () => heard.some((event) => event.includes('run.finished')));
    assert.deepEqual(await queue.has([id]), [false]);
    hub.close();
  });

  test('one that cannot be ended does not keep those behind it from their end', async () => {
    const strange = '019a2b3c-4d5e-7f60-8a1b-000000000000';
    await queue.add({ id: strange, tenant: userId, class: 'practice', payload: '{"of":"another version"}' });
    await die(strange);
    const id = await newRun();
    await queue.add(job(id));
    await die(id);
    await sweep(resources, always);
    assert.equal((await store.runs.get(id))?.status, 'JE');
    assert.deepEqual(await queue.has([strange, id]), [true, false]);
    await queue.remove(strange);
  });

  test('leaves alone what was begun again after it read of the death', async () => {
    const id = await newRun();
    await queue.add(job(id));
    await die(id);
    await store.runs.start(id, 4);
    await sweep(resources, always);
    assert.equal(await store.runs.state(id), 'running');
    await store.runs.fail(id, 4, 'the end of the test');
  });

  test('takes jobs whose rows are long done without harm', async () => {
    const id = await newRun();
    await store.runs.fail(id, 0, 'done');
    await queue.add(job(id));
    await sweep(resources, always);
    assert.equal(await store.runs.state(id), 'done');
    await queue.remove(id);
  });

  test('one part that fails does not stop the others', async () => {
    const id = await newRun();
    const unfinished = () => Promise.reject(new Error('a test'));
    const broken = { ...store, submissions: { ...store.submissions, unfinished } };
    await sweep({ ...resources, store: broken }, always);
    assert.deepEqual(await queue.has([id]), [true]);
    await queue.remove(id);
    await store.runs.fail(id, 0, 'the end of the test');
  });
});

describe('the turn', { concurrency: false }, () => {
  test('is held by one; who was frozen past its end learns of it and changes nothing', async () => {
    const [one, other] = [new Turn(resources.redis, 'turn'), new Turn(resources.redis, 'turn')];
    assert.equal(await one.take(60_000), true);
    assert.equal(await other.take(60_000), false);
    assert.equal(await one.hold(1), true);
    await until('it has passed on', () => other.take(60_000));
    assert.equal(await one.hold(1), false);
    assert.equal(await one.take(60_000), false);
    assert.equal(await other.hold(60_000), true);
  });

  test('an emptied Redis is swept by one of many at their next look, though the pause was not over', async () => {
    const sweepers = Array.from({ length: 3 }, () => new Sweeper(resources));
    await until('one has swept and pauses', async () => {
      const left = await resources.redis.pTTL('gavel:sweeper');
      return left > 0 && left <= 1_000;
    });
    await resources.redis.pExpire('gavel:sweeper', 3_600_000);
    const id = await newRun();
    await redis.flush();
    await until('the run is in the queue', async () => (await queue.has([id]))[0]);
    await Promise.all(sweepers.map((sweeper) => sweeper.stop()));
    await store.runs.fail(id, 0, 'the end of the test');
  });
});
