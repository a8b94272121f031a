import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { EventDetail, EventSummary, type Standings, type StandingsRow } from '@gavel/contract';
import { newId } from '@gavel/store';
import { until } from '@gavel/test-support';
import { z } from 'zod';
import { ADMIN_TOKEN, call, newUser, putSum, startTestApi } from './fixture.ts';

const api = await startTestApi();
after(api.close);
before(async () => {
  await putSum(api, 'sum');
  await putSum(api, 'other');
  await putSum(api, 'outside');
});

const MINUTE = 60_000;
const at = (minutes: number) => new Date(Date.now() + minutes * MINUTE).toISOString();
const running = () => ({ startsAt: at(-60), endsAt: at(60) });
const future = () => ({ startsAt: at(60), endsAt: at(120) });
const past = () => ({ startsAt: at(-120), endsAt: at(-1) });

const event = (fields: object = {}) => ({
  title: 'Cup',
  ...running(),
  problems: ['sum', 'other'],
  ...fields,
});
const make = async (fields: object = {}): Promise<EventDetail> => {
  const { status, body } = await call(api, ADMIN_TOKEN, 'POST /api/v1/events', event(fields));
  assert.equal(status, 201, JSON.stringify(body));
  return body;
};
const change = (id: string, fields: object, token = ADMIN_TOKEN) =>
  call(api, token, `PATCH /api/v1/events/${id}`, fields);
const read = (id: string, token: string | null) => call(api, token, `GET /api/v1/events/${id}`);
const join = (id: string, token: string | null) => call(api, token, `POST /api/v1/events/${id}/join`);
const submit = (token: string, id?: string, problem = 'sum') =>
  call(api, token, 'POST /api/v1/submissions', {
    ...{ problem, language: 'cpp', source: 'x' },
    ...(id && { event: id }),
  });
const listed = async (token: string | null): Promise<EventSummary[]> =>
  (await call(api, token, 'GET /api/v1/events')).body;
const isListed = async (id: string, token: string | null) =>
  (await listed(token)).some((one) => one.id === id);

/** What a worker does. */
async function judge(id: string, verdict: 'AC' | 'WA'): Promise<void> {
  await api.store.submissions.start(id, 1);
  const score = verdict === 'AC' ? 100 : 0;
  await api.store.submissions.finish(id, 1, {
    ...{ verdict, score, cpuMs: 1, memoryKiB: 1, compile: null, tests: [] },
  });
}

async function standingsOf(id: string, token: string | null): Promise<Standings> {
  const { status, body } = await call(api, token, `GET /api/v1/events/${id}/standings`);
  assert.equal(status, 200);
  return body;
}

/** What is published on a channel from now on. */
async function listen(channel: string) {
  const heard: { type: string; id: string }[] = [];
  const subscription = api.hub.subscribe(channel, {
    start: () => {},
    message: ({ event: text }) => heard.push(JSON.parse(text)),
  });
  await subscription.started;
  return { heard, close: () => subscription.close() };
}

describe('an event', () => {
  test('is made, read, changed and removed', async () => {
    const made = await make({
      ...{ startsAt: '2026-03-29T01:30:00+01:00', endsAt: '2026-03-29T03:30:00+02:00' },
      ...{ description: 'Bring a *pen*. <script>x</script> $a^2$', freezeMinutes: 30 },
    });
    assert.deepEqual(EventDetail.parse(made), made);
    // Half past one in winter time to half past three in summer time is one hour.
    assert.deepEqual(
      [made.startsAt, made.endsAt, made.freezeAt],
      ['2026-03-29T00:30:00.000Z', '2026-03-29T01:30:00.000Z', '2026-03-29T01:00:00.000Z'],
    );
    assert.match(made.descriptionHtml, /<em>pen<\/em>.*katex/s);
    assert.doesNotMatch(made.descriptionHtml, /<script/);
    assert.deepEqual(made.problemList[1], { label: 'B', slug: 'other', title: 'Sum of two' });
    assert.deepEqual((await read(made.id, ADMIN_TOKEN)).body, made);

    const { status, body } = await change(made.id, { title: 'Final', problems: ['other'] });
    const problemList = [{ label: 'A', slug: 'other', title: 'Sum of two' }];
    assert.deepEqual([status, body], [200, { ...made, title: 'Final', problems: ['other'], problemList }]);
    assert.ok(
      z
        .array(EventSummary)
        .parse(await listed(null))
        .some(({ id }) => id === made.id),
    );

    assert.equal((await call(api, ADMIN_TOKEN, `DELETE /api/v1/events/${made.id}`)).status, 204);
    assert.equal((await read(made.id, null)).status, 404);
    assert.equal((await change(made.id, { title: 'x' })).status, 404);
    assert.equal((await call(api, ADMIN_TOKEN, `DELETE /api/v1/events/${made.id}`)).status, 404);
  });

  for (const [what, fields, status, where] of [
    ['an end before its start', { startsAt: at(60), endsAt: at(0) }, 422, 'impossible-times'],
    ['an end at its start', { startsAt: at(60), endsAt: at(60) }, 422, 'impossible-times'],
    ['a freeze before its start', { freezeMinutes: 121 }, 422, 'impossible-times'],
    ['an unknown problem', { problems: ['sum', 'none'] }, 422, 'unknown-problem'],
    ['no problem', { problems: [] }, 400, 'body.problems'],
    ['a problem twice', { problems: ['sum', 'sum'] }, 400, 'body.problems'],
    ['27 problems', { problems: Array.from({ length: 27 }, (_, n) => `p${n}`) }, 400, 'body.problems'],
    ['no title', { title: '  ' }, 400, 'body.title'],
    ['a long title', { title: 'x'.repeat(201) }, 400, 'body.title'],
    ['a title that is no text', { title: 'a\0b' }, 400, 'body.title'],
    ['a long description', { description: 'x'.repeat(65_537) }, 400, 'body.description'],
    ['a time without an offset', { startsAt: '2026-03-29T10:00:00' }, 400, 'body.startsAt'],
    ['a date alone', { startsAt: '2026-03-29' }, 400, 'body.startsAt'],
    ['a day that is not', { endsAt: '2026-02-30T10:00:00Z' }, 400, 'body.endsAt'],
    ['a named zone', { startsAt: '2026-03-29T10:00:00[Europe/Berlin]' }, 400, 'body.startsAt'],
    ['a year that is not', { startsAt: '0000-01-01T00:00:00Z' }, 400, 'body.startsAt'],
    ['a year too far', { endsAt: '9999-12-31T23:59:59-14:00' }, 400, 'body.endsAt'],
    ['a number as time', { startsAt: 1_700_000_000 }, 400, 'body.startsAt'],
    ['a freeze of nothing', { freezeMinutes: 0 }, 400, 'body.freezeMinutes'],
    ['scoring of its own', { scoring: 'luck' }, 400, 'body.scoring'],
  ] as const) {
    test(`with ${what} is refused: ${where}`, async () => {
      const { status: answered, body } = await call(api, ADMIN_TOKEN, 'POST /api/v1/events', event(fields));
      assert.deepEqual([answered, body.faults?.[0].path ?? body.code], [status, where]);
    });
  }

  test('is refused also when only a change makes it impossible', async () => {
    const { id, startsAt } = await make({ freezeMinutes: 60 });
    for (const bad of [{ endsAt: startsAt }, { startsAt: at(30) }, { freezeMinutes: 121 }]) {
      assert.equal((await change(id, bad)).body.code, 'impossible-times');
    }
    assert.equal((await change(id, { startsAt: null })).status, 400);
    assert.equal((await change(id, {})).status, 200);
  });

  test('is for admins to make and change', async () => {
    const { token } = await newUser(api);
    const { id } = await make();
    for (const [who, status] of [
      [token, 403],
      [null, 401],
    ] as const) {
      assert.equal((await call(api, who, 'POST /api/v1/events', event())).status, status);
      assert.equal((await call(api, who, `PATCH /api/v1/events/${id}`, { title: 'x' })).status, status);
      assert.equal((await call(api, who, `DELETE /api/v1/events/${id}`)).status, status);
      assert.equal((await call(api, who, `POST /api/v1/events/${id}/reveal`)).status, status);
    }
  });

  test('that is a draft is there for admins only; an unlisted one for who has its address', async () => {
    const { token } = await newUser(api);
    const draft = await make({ visibility: 'hidden' });
    for (const path of ['', '/standings', '/participants']) {
      assert.equal((await call(api, token, `GET /api/v1/events/${draft.id}${path}`)).status, 404, path);
      assert.equal((await call(api, ADMIN_TOKEN, `GET /api/v1/events/${draft.id}${path}`)).status, 200, path);
    }
    assert.equal((await join(draft.id, token)).status, 404);
    assert.equal((await submit(token, draft.id)).body.code, 'unknown-event');
    assert.deepEqual([await isListed(draft.id, token), await isListed(draft.id, ADMIN_TOKEN)], [false, true]);

    const unlisted = await make({ visibility: 'unlisted' });
    assert.equal((await read(unlisted.id, null)).status, 200);
    assert.equal(await isListed(unlisted.id, token), false);
    await join(unlisted.id, token);
    assert.equal(await isListed(unlisted.id, token), true);
    assert.equal(await isListed(unlisted.id, null), false);
  });
});

describe('before its start', () => {
  test('an event does not tell its problems, and they are not to be found elsewhere', async () => {
    await putSum(api, 'secret');
    const { token } = await newUser(api);
    const { id } = await make({ ...future(), problems: ['secret'] });
    await join(id, token);
    for (const who of [token, null]) {
      assert.doesNotMatch(JSON.stringify((await read(id, who)).body), /secret/);
      assert.doesNotMatch(JSON.stringify(await listed(who)), /secret/);
      const standings = await standingsOf(id, who);
      assert.deepEqual([standings.problems, standings.rows[0]?.cells], [[], []], 'nor how many there are');
      assert.doesNotMatch(JSON.stringify((await call(api, who, 'GET /api/v1/problems')).body), /secret/);
      assert.equal((await call(api, who, 'GET /api/v1/problems/secret')).status, 404);
    }
    assert.equal((await submit(token, undefined, 'secret')).body.code, 'unknown-problem');
    assert.equal((await submit(token, id, 'secret')).body.code, 'event-not-running');
    assert.deepEqual((await read(id, ADMIN_TOKEN)).body.problems, ['secret']);
    assert.equal((await call(api, ADMIN_TOKEN, 'GET /api/v1/problems/secret')).status, 200);

    await change(id, { startsAt: at(-1) });
    assert.deepEqual((await read(id, null)).body.problems, ['secret']);
    assert.equal((await call(api, null, 'GET /api/v1/problems/secret')).status, 200);
    assert.equal((await submit(token, id, 'secret')).body.event, id);
  });

  test('a problem that was sent as hidden is kept from the first moment', async () => {
    const { token } = await newUser(api);
    await putSum(api, 'kept?hidden=true');
    assert.equal((await call(api, token, 'GET /api/v1/problems/kept')).status, 404);
    await putSum(api, 'kept');
    assert.equal((await call(api, token, 'GET /api/v1/problems/kept')).status, 404);
    await putSum(api, 'kept?hidden=false');
    assert.equal((await call(api, token, 'GET /api/v1/problems/kept')).status, 200);
    assert.equal((await putSum(api, 'kept?hidden=perhaps')).status, 400);
  });
});

describe('taking part', () => {
  test('begins with joining, and ends with the event', async () => {
    const user = await newUser(api);
    const { id } = await make();
    assert.equal((await read(id, user.token)).body.joined, false);
    assert.equal((await read(id, null)).body.joined, null);
    assert.equal((await submit(user.token, id)).body.code, 'not-a-participant');
    assert.equal((await join(id, null)).status, 401);
    for (const _again of [1, 2]) assert.equal((await join(id, user.token)).body.joined, true);
    const participants = (await call(api, null, `GET /api/v1/events/${id}/participants`)).body;
    assert.deepEqual(
      participants.map(({ handle }: { handle: string }) => handle),
      [user.handle],
    );

    const { status, body } = await submit(user.token, id);
    assert.deepEqual([status, body.event], [201, id]);
    assert.equal((await submit(user.token, id, 'outside')).body.code, 'not-in-event');
    assert.equal((await submit(user.token)).body.code, 'event-running');
    const held = async (token: string | null) =>
      (await call(api, token, 'GET /api/v1/problems/sum')).body.heldBy;
    const { title, endsAt } = (await read(id, user.token)).body;
    assert.deepEqual(await held(user.token), { id, title, endsAt });
    assert.deepEqual([await held(null), await held((await newUser(api)).token)], [null, null]);
    assert.equal((await submit(user.token, newId())).body.code, 'unknown-event');
    const own = await call(api, user.token, `GET /api/v1/submissions?event=${id}`);
    assert.deepEqual(
      own.body.items.map((item: { id: string; event: string }) => [item.id, item.event]),
      [[body.id, id]],
    );

    await change(id, past());
    assert.equal(await held(user.token), null);
    const late = await submit(user.token, id);
    assert.deepEqual([late.status, late.body.event], [201, null]);
    assert.equal((await join(id, (await newUser(api)).token)).body.code, 'event-over');
    assert.equal((await join(newId(), user.token)).status, 404);
  });

  test('goes before practice in the queue', async () => {
    const [racer, other] = [await newUser(api), await newUser(api)];
    const { id } = await make();
    await join(id, racer.token);
    const { body } = await submit(racer.token, id);
    await submit(other.token, undefined, 'outside');
    const stats = await api.queue.stats();
    assert.ok((stats.perClass.event ?? 0) >= 1 && (stats.perClass.practice ?? 0) >= 1, JSON.stringify(stats));
    assert.deepEqual(await api.queue.has([body.id]), [true]);
  });
});

describe('the standings', () => {
  test('freeze for the public, not for admins and not for one’s own row, until they are revealed', async () => {
    const [ada, bob] = [await newUser(api), await newUser(api)];
    const { id } = await make({ ...running(), freezeMinutes: 110 });
    for (const { token } of [ada, bob]) await join(id, token);
    const early = (await submit(ada.token, id)).body;
    await judge(early.id, 'AC');
    // It was sent half an hour before the freeze.
    await api.store.pool.query(
      `update submission set created_at = now() - interval '55 minutes' where id = $1`,
      [early.id],
    );
    await judge((await submit(bob.token, id)).body.id, 'AC');
    await judge((await submit(bob.token, id, 'other')).body.id, 'WA');
    await judge((await submit(bob.token, id, 'other')).body.id, 'AC');

    const summary = (rows: StandingsRow[]) => rows.map((row) => [row.rank, row.user.handle, row.solved]);
    const frozen = await until('the page is new', async () => {
      const standings = await standingsOf(id, null);
      return standings.rows.find(({ user }) => user.id === bob.id)?.cells[1]?.pending === 2 && standings;
    });
    assert.equal(frozen.frozen, true);
    assert.deepEqual(summary(frozen.rows), [
      [1, ada.handle, 1],
      [2, bob.handle, 0],
    ]);
    assert.equal(frozen.rows[0]?.cells[0]?.first, true);
    const open = await until('the page is new', async () => {
      const standings = await standingsOf(id, ADMIN_TOKEN);
      return standings.rows[0]?.solved === 2 && standings;
    });
    assert.equal(open.frozen, false);
    assert.deepEqual(summary(open.rows), [
      [1, bob.handle, 2],
      [2, ada.handle, 1],
    ]);
    const own = (await call(api, bob.token, `GET /api/v1/events/${id}/standings/own`)).body;
    assert.deepEqual([own.rank, own.solved, own.cells[1].wrong], [2, 2, 1]);
    const stranger = await newUser(api);
    assert.equal((await call(api, stranger.token, `GET /api/v1/events/${id}/standings/own`)).status, 404);

    const reveal = () => call(api, ADMIN_TOKEN, `POST /api/v1/events/${id}/reveal`);
    assert.equal((await reveal()).body.code, 'event-not-over');
    await change(id, { endsAt: at(0), freezeMinutes: 50 });
    assert.equal((await standingsOf(id, ada.token)).frozen, true, 'still after the end');
    assert.ok((await reveal()).body.revealedAt);
    const revealed = await standingsOf(id, null);
    assert.deepEqual([revealed.frozen, summary(revealed.rows)], [false, summary(open.rows)]);
  });

  test('are sent packed, and not at all when nothing has changed', async () => {
    const { id } = await make();
    const url = `${api.base}/api/v1/events/${id}/standings`;
    const plain = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
    const packed = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
    assert.equal(packed.headers.get('content-encoding'), 'gzip');
    assert.deepEqual(await plain.json(), await packed.json());
    const etag = packed.headers.get('etag') ?? '';
    const again = await fetch(url, { headers: { 'if-none-match': etag } });
    assert.deepEqual([again.status, await again.text()], [304, '']);
  });
});

describe('who watches', () => {
  test('is told of public events on `all`, of others not', async () => {
    const { heard, close } = await listen('all');
    const draft = await make({ visibility: 'hidden' });
    const unlisted = await make({ visibility: 'unlisted' });
    await change(draft.id, { title: 'Still a draft' });
    const shown = await make();
    await change(shown.id, { title: 'Final' });
    await change(draft.id, { visibility: 'public' });
    await change(draft.id, { visibility: 'hidden' });
    await call(api, ADMIN_TOKEN, `DELETE /api/v1/events/${shown.id}`);
    await call(api, ADMIN_TOKEN, `DELETE /api/v1/events/${unlisted.id}`);
    await until('five messages', () => heard.length >= 5);
    close();
    assert.deepEqual(heard, [
      { type: 'event.created', id: shown.id },
      { type: 'event.updated', id: shown.id },
      { type: 'event.created', id: draft.id },
      { type: 'event.deleted', id: draft.id },
      { type: 'event.deleted', id: shown.id },
    ]);
  });

  test('an event is told when its standings change: soon, and once for many changes', async () => {
    const user = await newUser(api);
    const { id } = await make();
    const { heard, close } = await listen(`event:${id}`);
    await join(id, user.token);
    await until('told of the join', () => heard.length === 1);
    for (let n = 0; n < 20; n++) api.bell.ring(id);
    await until('told of the rest', () => heard.length >= 2);
    await submit(user.token, id);
    await until('told of the submission', () => heard.length >= 3);
    close();
    assert.deepEqual(heard.slice(0, 3), Array(3).fill({ type: 'standings.changed', id }));
    assert.ok(heard.length < 6, `${heard.length} messages for 22 changes`);
  });
});
