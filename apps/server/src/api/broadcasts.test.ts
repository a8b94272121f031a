import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Broadcast } from '@gavel/contract';
import { until } from '@gavel/test-support';
import { pino } from 'pino';
import { publishBroadcasts } from '../sweeper/publish-broadcasts.ts';
import { ADMIN_TOKEN, call, newUser, putSum, startTestApi } from './fixture.ts';

const api = await startTestApi();
after(api.close);

const lucky = (body: unknown, headers = {}, token: string | null = ADMIN_TOKEN) =>
  call(api, token, 'POST /api/v1/broadcasts/lucky', body, headers);
const announce = (body: unknown, headers = {}, token: string | null = ADMIN_TOKEN) =>
  call(api, token, 'POST /api/v1/broadcasts/announcements', body, headers);
const coinsOf = async (token: string) => (await call(api, token, 'GET /api/v1/me')).body.coins as number;
const list = async (token: string) => (await call(api, token, 'GET /api/v1/broadcasts')).body as Broadcast[];

/** What is published on a channel from now on, in order. */
async function listen(channel = 'all') {
  const events: { type: string; id: string }[] = [];
  const subscription = api.hub.subscribe(channel, {
    start: () => {},
    message: ({ event }) => events.push(JSON.parse(event)),
  });
  await subscription.started;
  return {
    /** All that came, once there are so many. */
    async first(count: number) {
      await until(`${count} events`, () => events.length >= count);
      subscription.close();
      return events;
    },
    /** All that came, once there is one of this type. */
    async upTo(last: string) {
      await until(last, () => events.some(({ type }) => type === last));
      subscription.close();
      return events;
    },
  };
}

describe('the lucky button', () => {
  test('gives coins to everyone registered before it, once, and tells them', async () => {
    const early = await newUser(api);
    const before = await coinsOf(early.token);
    const heard = await listen();
    const { status, body } = await lucky({ coins: 50, message: 'Well done!' });
    assert.equal(status, 201);
    assert.deepEqual(body, { id: body.id, coins: 50, message: 'Well done!' });
    assert.deepEqual(await heard.first(1), [
      { type: 'lucky', id: body.id, coins: 50, message: 'Well done!' },
    ]);

    assert.equal(await coinsOf(early.token), before + 50);
    const late = await newUser(api);
    assert.equal(await coinsOf(late.token), 0);
    assert.equal((await list(early.token))[0]?.id, body.id);
    assert.deepEqual(await list(late.token), []);
    assert.ok(Broadcast.array().parse(await list(early.token)));
  });

  test('sent any number of times with one key, also at once, gives once', async () => {
    const user = await newUser(api);
    const headers = { 'idempotency-key': 'payday' };
    const answers = await Promise.all([1, 2, 3, 4].map(() => lucky({ coins: 7 }, headers)));
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
    assert.equal(await coinsOf(user.token), 7);
    const other = await lucky({ coins: 8 }, headers);
    assert.deepEqual([other.status, other.body.code], [409, 'idempotency-mismatch']);
    const announcement = await announce({ message: 'x' }, headers);
    assert.equal(announcement.body.code, 'idempotency-mismatch');
    assert.equal(await coinsOf(user.token), 7);
  });

  test('is for admins, and refuses coins that make no sense', async () => {
    const user = await newUser(api);
    assert.equal((await lucky({ coins: 5 }, {}, null)).status, 401);
    assert.equal((await lucky({ coins: 5 }, {}, user.token)).status, 403);
    for (const coins of [0, -5, 1.5, '5', 1e9, null]) {
      const { status, body } = await lucky({ coins });
      assert.deepEqual([status, body.faults[0].path], [400, 'body.coins'], String(coins));
    }
    for (const message of ['x'.repeat(501), 'a\0b', '\ud800', 5]) {
      assert.equal((await lucky({ coins: 5, message })).status, 400, JSON.stringify(message));
    }
    assert.equal(await coinsOf(user.token), 0);
  });
});

test('an announcement is told to everybody and can be read later', async () => {
  const user = await newUser(api);
  const heard = await listen();
  const { status, body } = await announce({ message: '  The hall opens at nine.  ' });
  assert.equal(status, 201);
  assert.deepEqual(await heard.first(1), [
    { type: 'announcement', id: body.id, message: 'The hall opens at nine.', event: null },
  ]);
  assert.deepEqual(await list(user.token), [body]);
  assert.equal((await announce({ message: '   ' })).status, 400);
  assert.equal((await announce({ message: 'x' }, {}, user.token)).status, 403);
});

test('an announcement for an event is told to those who take part and to nobody else, and read by them', async () => {
  await putSum(api);
  const [here, elsewhere] = [await newUser(api), await newUser(api)];
  const minutes = (n: number) => new Date(Date.now() + n * 60_000).toISOString();
  const cup = { title: 'Cup', problems: ['sum'], startsAt: minutes(-5), endsAt: minutes(60) };
  const { id: event } = (await call(api, ADMIN_TOKEN, 'POST /api/v1/events', cup)).body;
  assert.ok((await call(api, here.token, `POST /api/v1/events/${event}/join`)).status < 300);
  const heard = await listen(`user:${here.id}`);
  const elsewhereToo = [`user:${elsewhere.id}`, `event:${event}`];
  const others = await Promise.all(elsewhereToo.map((channel) => listen(channel)));
  const { status, body } = await announce({ message: 'Problem A: n is positive.', event });
  assert.deepEqual([status, body.event], [201, event]);
  const news = [{ type: 'announcement', id: body.id, message: 'Problem A: n is positive.', event }];
  assert.deepEqual(await heard.first(1), news);
  for (const [i, channel] of elsewhereToo.entries()) {
    await api.publisher.publish(channel, JSON.stringify({ type: 'event.deleted', id: event }));
    const before = (await others[i]?.upTo('event.deleted'))?.map(({ type }) => type);
    assert.equal(before?.includes('announcement'), false, channel);
  }
  assert.deepEqual(await list(here.token), [body]);
  assert.deepEqual(await list(elsewhere.token), []);
  const sent = (token: string) => call(api, token, 'GET /api/v1/broadcasts/sent');
  assert.deepEqual((await sent(ADMIN_TOKEN)).body[0], body, 'admins find it though they do not take part');
  assert.equal((await sent(here.token)).status, 403);
  const unknown = await announce({ message: 'x', event: here.id });
  assert.deepEqual([unknown.status, unknown.body.code], [422, 'unknown-event']);
});

test('2,000 who take part are told, each once', async () => {
  const minutes = (n: number) => new Date(Date.now() + n * 60_000).toISOString();
  const cup = { title: 'Large cup', problems: ['sum'], startsAt: minutes(-5), endsAt: minutes(60) };
  const { id: event } = (await call(api, ADMIN_TOKEN, 'POST /api/v1/events', cup)).body;
  const { rows } = await api.store.pool.query<{ id: string }>(
    `with people as (
       insert into "user" (id, handle, handle_key, name, email)
       select gen_random_uuid(), 'p' || n, 'p' || n, 'p' || n, 'p' || n || '@x.test' from generate_series(1, 2000) n
       returning id)
     insert into participant (event_id, user_id) select $1, id from people returning user_id as id`,
    [event],
  );
  const heard = await Promise.all(rows.map(({ id }) => listen(`user:${id}`)));
  const { body } = await announce({ message: 'Lunch is at one.', event });
  for (const each of heard) {
    const told = await each.first(1);
    assert.deepEqual(
      told.map(({ id }) => id),
      [body.id],
    );
  }
});

test('while Redis is away the coins are there, and the sweeper tells everybody later, once', async () => {
  const user = await newUser(api);
  await api.redis.kill();
  const { status, body } = await lucky({ coins: 3 });
  assert.equal(status, 201);
  assert.equal(await coinsOf(user.token), 3);
  await api.redis.start();
  const heard = await listen();
  await until('the publisher is back', () =>
    api.publisher.publish('admin', '{}').then(
      () => true,
      () => false,
    ),
  );
  const resources = { store: api.store, publisher: api.publisher, log: pino({ level: 'silent' }) };
  assert.deepEqual(
    (await api.store.broadcasts.unpublished(0, 10)).map(({ id }) => id),
    [body.id],
  );
  await publishBroadcasts(resources, 0);
  await publishBroadcasts(resources, 0);
  assert.deepEqual(
    (await heard.first(1)).map(({ id }) => id),
    [body.id],
  );
});
