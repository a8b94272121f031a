import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bounds, Id } from '@gavel/contract';
import { createTestDatabase, freePort } from '@gavel/test-support';
import { isDatabaseUnavailable } from './errors.ts';
import { openTestStore } from './fixture.ts';
import { newId } from './new-id.ts';
import { openStore } from './store.ts';

const { store, ...fixture } = await openTestStore();
after(fixture.close);

test('processes that start at once migrate once', async () => {
  const database = await createTestDatabase();
  const stores = [1, 2, 3].map(() => openStore(database.url, { poolSize: 2 }));
  try {
    const ran = await Promise.all(stores.map((one) => one.migrate()));
    const files = await readdir(join(import.meta.dirname, 'migrations'));
    assert.deepEqual(ran.flat(), files.map((name) => name.replace(/\.sql$/, '')).sort());
    assert.deepEqual(await stores[0]?.migrate(), []);
  } finally {
    await Promise.all(stores.map((one) => one.close()));
    await database.drop();
  }
});

test('handles and addresses are taken once, whatever their case', async () => {
  const user = { handle: 'Ada', email: 'Ada@x.test', role: 'user', passwordHash: 'hash' } as const;
  const ada = await store.users.create(user);
  assert.deepEqual(await store.users.me(ada.id), { id: ada.id, handle: 'Ada', role: 'user', coins: 0 });
  await assert.rejects(store.users.create({ ...user, handle: 'aDa', email: 'b@x.test' }), {
    code: 'handle-taken',
  });
  await assert.rejects(store.users.create({ ...user, handle: 'Bob' }), { code: 'email-taken' });
  assert.equal(await store.users.me(newId()), null);
});

test('a user is made with a first token or not at all', async () => {
  const user = { handle: 'Eve', email: 'eve@x.test', role: 'user', passwordHash: 'hash' } as const;
  await assert.rejects(store.users.createWithToken(user, 'a name that Postgres refuses: \0'));
  const { token, ...eve } = await store.users.createWithToken(user, 'first');
  assert.deepEqual(await store.tokens.owner(token), eve);
});

test('the first admin is the one who was there first', async () => {
  assert.equal(await store.users.firstAdmin(), null);
  const admin = (handle: string) =>
    store.users.create({ handle, email: `${handle}@x.test`, role: 'admin', passwordHash: null });
  const first = await admin('root1');
  await admin('root2');
  assert.deepEqual(await store.users.firstAdmin(), first);
});

test('a user has a hundred tokens at most, also of those made at once', async () => {
  const user = await fixture.user();
  const made = await Promise.allSettled(
    Array.from({ length: bounds.tokensOfUser + 5 }, (_, n) => store.tokens.create(user.id, `${n}`)),
  );
  const refused = made.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  assert.deepEqual(new Set(refused.map(({ reason }) => reason.code)), new Set(['too-many-tokens']));
  const [one, ...others] = await store.tokens.list(user.id);
  assert.equal(1 + others.length, bounds.tokensOfUser);
  await store.tokens.remove(user.id, one?.id ?? '');
  await store.tokens.create(user.id, 'in its place');
});

test('a token is known by its hash until it is removed', async () => {
  const user = await fixture.user();
  const other = await fixture.user();
  const { token, ...info } = await store.tokens.create(user.id, 'laptop');
  assert.deepEqual(await store.tokens.owner(token), user);
  assert.equal(await store.tokens.owner(`${token}x`), null);
  assert.deepEqual(await store.tokens.list(user.id), [info]);
  assert.equal(await store.tokens.remove(other.id, info.id), false);
  assert.equal(await store.tokens.remove(user.id, info.id), true);
  assert.equal(await store.tokens.owner(token), null);
});

test('ids sort by the time they were made', () => {
  const ids = Array.from({ length: 20_000 }, newId);
  for (const id of ids) assert.equal(Id.parse(id), id);
  assert.deepEqual(ids.toSorted(), ids);
  assert.equal(new Set(ids).size, ids.length);
});

test('a Postgres that is not there is told from a query that is wrong', async () => {
  const absent = openStore(`postgres://127.0.0.1:${await freePort()}/none`);
  await assert.rejects(absent.ping(), isDatabaseUnavailable);
  await absent.close();
  await store.ping();
  await assert.rejects(store.submissions.get('not a uuid'), (error) => !isDatabaseUnavailable(error));
});
