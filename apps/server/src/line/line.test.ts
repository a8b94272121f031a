import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import type { LiveEvent } from '@gavel/contract';
import { until } from '@gavel/test-support';
import { pino } from 'pino';
import { call, newUser, putSum, startTestApi } from '../api/fixture.ts';
import { Line, pauseAfter } from './line.ts';
import { WatchingHub } from './watching-hub.ts';

const api = await startTestApi();
after(api.close);
before(() => putSum(api));

const log = pino({ level: 'silent' });
const opened: { line: Line; hub: WatchingHub }[] = [];
/** As a gateway of its own process. */
function openLine() {
  const line = new Line({ ...api, log });
  const hub = new WatchingHub({ url: api.redis.url }, line);
  opened.push({ line, hub });
  return hub;
}
afterEach(async () => {
  for (const { line, hub } of opened.splice(0)) {
    await line.stop();
    hub.close();
  }
});

async function submit(token: string): Promise<string> {
  const solution = { problem: 'sum', language: 'cpp', source: 'int main(){}' };
  const { status, body } = await call(api, token, 'POST /api/v1/submissions', solution);
  assert.equal(status, 201);
  return body.id;
}

/** What a page of this channel hears of places. */
function read(hub: WatchingHub, channel: string): { events: LiveEvent[]; close: () => void } {
  const events: LiveEvent[] = [];
  const message = ({ event }: { event: string }) => {
    const told: LiveEvent = JSON.parse(event);
    if (told.type === 'queue.moved') events.push(told);
  };
  return { events, close: hub.subscribe(channel, { start: () => {}, message }).close };
}

const places = (events: LiveEvent[]) => events.map((event) => 'position' in event && event.position);

async function judgeNext(): Promise<void> {
  const [job] = await api.queue.take(1);
  assert.ok(job);
  await api.store.submissions.fail(job.id, job.attempt, 'a test');
  await api.queue.ack(job.id, job.attempt);
}

test('a page that is opened while a submission waits hears its place, and each change, on both channels', async () => {
  const [early, late] = [await newUser(api), await newUser(api)];
  for (let count = 0; count < 3; count++) await submit(early.token);
  const id = await submit(late.token);
  const hub = openLine();
  const [own, one] = [read(hub, `user:${late.id}`), read(hub, `submission:${id}`)];
  await until('the place is told', () => own.events.length > 0 && one.events.length > 0);
  assert.deepEqual([places(own.events), places(one.events)], [[2], [2]], 'fair: not behind all three');

  await judgeNext();
  await until('the next place', () => own.events.length > 1 && one.events.length > 1);
  assert.deepEqual(
    [places(own.events), places(one.events)],
    [
      [2, 1],
      [2, 1],
    ],
  );
  assert.equal((await call(api, late.token, `GET /api/v1/submissions/${id}`)).body.position, 1);
  for (let count = 0; count < 3; count++) await judgeNext();
});

test('that the queue is paused is told, and that it goes on', async () => {
  const user = await newUser(api);
  const hub = openLine();
  const page = read(hub, `user:${user.id}`);
  await until('it looks', () => hub.channels > 0);
  const id = await submit(user.token);
  const state = async () => (await call(api, user.token, `GET /api/v1/submissions/${id}`)).body;
  for (const jobClass of ['event', 'practice']) await api.queue.pause(jobClass);
  await until('paused', () => page.events.length > 0);
  assert.deepEqual(page.events, [{ type: 'queue.moved', id, position: 1, waitMs: null, paused: true }]);
  assert.equal((await state()).paused, true);
  assert.deepEqual((await call(api, user.token, 'GET /api/v1/queue')).body.paused, ['event', 'practice']);
  const late = read(openLine(), `submission:${id}`);
  await until('told to who comes later', () => late.events.length > 0);
  assert.equal('paused' in (late.events[0] ?? {}), true);

  await api.queue.resume('practice');
  await until('resumed', () => page.events.some((event) => !('paused' in event)));
  assert.equal((await state()).paused, undefined);
  await api.queue.resume();
  await judgeNext();
});

test('what is submitted under the eyes of two processes is told by either', async () => {
  const [first, second] = [await newUser(api), await newUser(api)];
  await submit(first.token);
  const [one, other] = [openLine(), openLine()];
  const pages = [read(one, `user:${second.id}`), read(other, `user:${second.id}`)];
  await until('both are there', () => one.channels > 0 && other.channels > 0);
  await submit(second.token);
  await judgeNext();
  await until('told', () => pages.every(({ events }) => events.length > 0));
  for (const { events } of pages) assert.deepEqual(places(events).at(-1), 1);
  await judgeNext();
});

test('a gateway that starts anew under many pages reads the record in a few questions', async () => {
  const user = await newUser(api);
  const id = await submit(user.token);
  let asked = 0;
  const queued: typeof api.store.submissions.queued = (of) => {
    asked++;
    return api.store.submissions.queued(of);
  };
  const store = { ...api.store, submissions: { ...api.store.submissions, queued } };
  const line = new Line({ ...api, store, log });
  const hub = new WatchingHub({ url: api.redis.url }, line);
  opened.push({ line, hub });
  for (let n = 0; n < 2_500; n++) line.watch(`user:${randomUUID()}`);
  const [page, alone] = [read(hub, `user:${user.id}`), read(hub, `submission:${id}`)];
  await until('told', () => page.events.length > 0 && alone.events.length > 0);
  assert.ok(asked <= 5, `${asked} questions`);
  await judgeNext();
});

test('however long a look took, the next one comes', () => {
  assert.deepEqual([1, 100, 60_000].map(pauseAfter), [500, 1_900, 10_000]);
});

test('nobody is told who does not look', async () => {
  const [user, other] = [await newUser(api), await newUser(api)];
  const asked: string[] = [];
  const queue = new Proxy(api.queue, {
    get: (target, name) =>
      name === 'positions'
        ? (ids: string[]) => {
            asked.push(...ids);
            return target.positions(ids);
          }
        : Reflect.get(target, name),
  });
  const line = new Line({ ...api, queue, log });
  const hub = new WatchingHub({ url: api.redis.url }, line);
  opened.push({ line, hub });
  await submit(other.token);
  const id = await submit(user.token);
  const page = read(hub, `user:${user.id}`);
  await until('it is asked for', () => asked.length > 0);
  page.close();
  await until('its channel is left', () => hub.channels === 0);
  assert.deepEqual([...new Set(asked)], [id]);
  for (let count = 0; count < 2; count++) await judgeNext();
});
