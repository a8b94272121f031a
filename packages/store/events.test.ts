import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { StoreError } from './errors.ts';
import type { EventFields } from './events.ts';
import { accepted, openTestStore } from './fixture.ts';
import { newId } from './new-id.ts';

const { store, ...fixture } = await openTestStore();
after(fixture.close);
before(async () => {
  for (const slug of ['a', 'b', 'other']) {
    await store.problems.put(await fixture.problem(slug, [['1', '1']]));
  }
});

const HOUR = 3_600_000;
const at = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
const running = { startsAt: at(-1), endsAt: at(1) };
const future = { startsAt: at(1), endsAt: at(2) };
const past = { startsAt: at(-2), endsAt: at(-1) };

async function create(fields: Partial<EventFields> = {}): Promise<string> {
  const id = newId();
  const event: EventFields = {
    ...{ title: 'Cup', ...running, freezeMinutes: null, visibility: 'public', scoring: 'icpc' },
    ...{ description: '*hi*', descriptionHtml: '<em>hi</em>', problems: ['a', 'b'], ...fields },
  };
  await store.transaction((tx) => store.events.create(tx, id, event));
  return id;
}
const change = (id: string, fields: Partial<EventFields>) =>
  store.transaction((tx) => store.events.change(tx, id, fields));
const remove = (id: string) => store.transaction((tx) => store.events.remove(tx, id));
const reveal = (id: string) => store.transaction((tx) => store.events.reveal(tx, id));
const submit = (userId: string, problem: string, event?: string) =>
  store.submissions.create({
    ...{ userId, problem, language: 'c', source: 'x', maxWaiting: 20 },
    ...(event && { event }),
  });
const code = (expected: string) => (error: unknown) => error instanceof StoreError && error.code === expected;
const admin = () =>
  store.users.create({
    handle: newId().slice(-12),
    email: `${newId()}@x.test`,
    role: 'admin',
    passwordHash: null,
  });

describe('an event', () => {
  test('is kept, changed in part, and removed; its submissions stay as practice', async () => {
    const id = await create({ freezeMinutes: 30 });
    assert.ok((await store.events.having('b')).includes(id));
    const event = await store.events.get(id);
    assert.deepEqual(event?.problems, [
      { slug: 'a', title: 'a' },
      { slug: 'b', title: 'b' },
    ]);
    assert.equal(event.freezeAt, new Date(Date.parse(event.endsAt) - 30 * 60_000).toISOString());
    assert.equal(event.description, '*hi*');

    assert.ok(await change(id, { title: 'Final', problems: ['b'] }));
    const changed = await store.events.get(id);
    assert.deepEqual(changed, { ...event, title: 'Final', problems: [{ slug: 'b', title: 'b' }] });
    assert.ok((await store.events.list()).some((one) => one.id === id && one.title === 'Final'));

    const user = await fixture.user();
    await store.events.join(id, user.id);
    const submission = await submit(user.id, 'b', id);
    assert.ok(await remove(id));
    assert.equal((await store.submissions.get(submission.id))?.event, null);
    assert.equal(await store.events.get(id), null);
    assert.equal(await remove(id), null);
    assert.equal(await change(id, { title: 'x' }), null);
  });

  test('with times or problems that cannot be is refused, and nothing is kept of it', async () => {
    const count = async () => (await store.events.list()).length;
    const before = await count();
    for (const bad of [
      { startsAt: running.endsAt, endsAt: running.startsAt },
      { endsAt: running.startsAt },
      { freezeMinutes: 121 },
    ]) {
      await assert.rejects(create(bad), code('impossible-times'));
    }
    await assert.rejects(create({ problems: ['a', 'none'] }), code('unknown-problem'));
    assert.equal(await count(), before);

    const id = await create({ freezeMinutes: 60 });
    const refused = { code: 'impossible-times', message: 'the event ends in the moment it begins' };
    await assert.rejects(change(id, { endsAt: running.startsAt }), refused);
    await assert.rejects(
      change(id, { startsAt: at(0.5) }),
      code('impossible-times'),
      'it would freeze before it begins',
    );
    await assert.rejects(change(id, { problems: ['none'] }), code('unknown-problem'));
    assert.equal((await store.events.get(id))?.problems.length, 2);
  });

  test('is revealed once it is over', async () => {
    const id = await create({ freezeMinutes: 30 });
    await assert.rejects(reveal(id), code('event-not-over'));
    await change(id, past);
    assert.ok(await reveal(id));
    const { revealedAt } = (await store.events.get(id)) ?? {};
    assert.ok(revealedAt);
    await reveal(id);
    assert.equal((await store.events.get(id))?.revealedAt, revealedAt);
    assert.equal(await reveal(newId()), null);
  });
});

describe('who joins', () => {
  test('is a participant once, also when joining at once', async () => {
    const user = await fixture.user();
    const id = await create(future);
    await Promise.all([1, 2, 3].map(() => store.events.join(id, user.id)));
    assert.deepEqual(
      (await store.events.participants(id)).map(({ handle }) => handle),
      [user.handle],
    );
    assert.deepEqual(await store.events.joinedBy(user.id), [id]);
    await change(id, past);
    await store.events.join(id, user.id);
  });

  test('comes too late to an event that is over, and finds no draft', async () => {
    const user = await fixture.user();
    await assert.rejects(store.events.join(await create(past), user.id), code('event-over'));
    const draft = await create({ visibility: 'hidden' });
    await assert.rejects(store.events.join(draft, user.id), code('unknown-event'));
    await assert.rejects(store.events.join(newId(), user.id), code('unknown-event'));
    await store.events.join(draft, (await admin()).id);
    assert.deepEqual(await store.events.joinedBy(user.id), []);
  });
});

describe('a submission in an event', () => {
  test('counts, and is judged before practice', async () => {
    const user = await fixture.user();
    const id = await create();
    await store.events.join(id, user.id);
    const submission = await submit(user.id, 'a', id);
    assert.equal(submission.eventId, id);
    assert.equal((await store.submissions.get(submission.id))?.event, id);
    const unfinished = await store.submissions.unfinished(null, 1_000);
    assert.equal(unfinished.find((row) => row.id === submission.id)?.class, 'event');
    assert.equal((await store.submissions.start(submission.id, 1))?.eventId, id);
    const listed = await store.submissions.list({ userId: user.id, event: id, limit: 9 });
    assert.deepEqual(
      listed.map((one) => one.event),
      [id],
    );
  });

  test('is refused where it cannot count', async () => {
    const user = await fixture.user();
    const id = await create();
    await assert.rejects(submit(user.id, 'a', id), code('not-a-participant'));
    await store.events.join(id, user.id);
    await assert.rejects(submit(user.id, 'other', id), code('not-in-event'));
    await assert.rejects(submit(user.id, 'none', id), code('not-in-event'));
    await assert.rejects(submit(user.id, 'a', newId()), code('unknown-event'));
    await assert.rejects(submit(user.id, 'a', await create({ visibility: 'hidden' })), code('unknown-event'));
    const later = await create(future);
    await store.events.join(later, user.id);
    await assert.rejects(submit(user.id, 'a', later), code('event-not-running'));
  });

  test('is practice when it comes after the end', async () => {
    const user = await fixture.user();
    const id = await create(past);
    const { id: late, eventId } = await submit(user.id, 'a', id);
    assert.equal(eventId, null);
    assert.equal((await store.submissions.get(late))?.event, null);
  });

  test('cannot be tried as practice by a participant while the event runs', async () => {
    const [user, other] = [await fixture.user(), await fixture.user()];
    const id = await create();
    await store.events.join(id, user.id);
    const refused = { code: 'event-running', message: new RegExp(`“Cup”.*submit it there.*${id}`) };
    await assert.rejects(submit(user.id, 'a'), refused);
    assert.equal((await submit(other.id, 'a')).eventId, null);
    assert.equal((await submit(user.id, 'other')).eventId, null);
    await change(id, past);
    assert.equal((await submit(user.id, 'a')).eventId, null);
  });
});

describe('a problem', () => {
  const visible = async (slug: string) => {
    const problem = await store.problems.get(slug, null);
    return Date.parse(problem?.visibleFrom ?? '') <= Date.now();
  };
  const put = async (slug: string, hidden?: boolean) =>
    store.problems.put({
      ...(await fixture.problem(slug, [['1', '1']])),
      ...(hidden !== undefined && { hidden }),
    });

  test('of future events is kept from others than admins until the first begins', async () => {
    const user = await fixture.user();
    await put('secret');
    assert.equal(await visible('secret'), true);
    const id = await create({ ...future, problems: ['secret'] });
    const draft = await create({ ...past, visibility: 'hidden', problems: ['secret'] });
    assert.equal(await visible('secret'), false);
    assert.equal(
      (await store.problems.get('secret', null))?.visibleFrom,
      (await store.events.get(id))?.startsAt,
    );
    await assert.rejects(submit(user.id, 'secret'), code('unknown-problem'));
    assert.ok(await submit((await admin()).id, 'secret'));

    await remove(id);
    assert.equal(await visible('secret'), false, 'of a draft, whatever its times');
    await change(draft, { visibility: 'public' });
    assert.equal(await visible('secret'), true);
    await create({ ...future, problems: ['secret'] });
    assert.equal(await visible('secret'), true, 'known already');
  });

  test('that is hidden stays so until an event that has it begins', async () => {
    await put('kept', true);
    assert.equal(await visible('kept'), false);
    await put('kept');
    assert.equal(await visible('kept'), false, 'a new revision leaves it as it was');
    const id = await create({ ...future, problems: ['kept'] });
    assert.equal(await visible('kept'), false);
    await change(id, running);
    assert.equal(await visible('kept'), true);
    await remove(id);
    assert.equal(await visible('kept'), false);
    await put('kept', false);
    assert.equal(await visible('kept'), true);
  });

  test('does not tell how many solved it while the standings are frozen', async () => {
    await put('cold');
    const user = await fixture.user();
    const id = await create({ freezeMinutes: 110, problems: ['cold'] });
    await store.events.join(id, user.id);
    const submission = await submit(user.id, 'cold', id);
    await store.submissions.start(submission.id, 1);
    await store.submissions.finish(submission.id, 1, accepted);
    const solvedBy = async () => (await store.problems.get('cold', null))?.solvedBy;
    assert.equal(await solvedBy(), 0);
    assert.equal((await store.problems.get('cold', user.id))?.own, 'solved');
    await change(id, { endsAt: new Date().toISOString(), freezeMinutes: 50 });
    await reveal(id);
    assert.equal(await solvedBy(), 1);
  });
});
