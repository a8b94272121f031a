import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { after, describe, test } from 'node:test';
import { openStore } from '@gavel/store';
import { createTestDatabase } from '@gavel/test-support';
import { errorTable } from './errors.ts';
import { ensureFirstAdmin, resetPassword } from './first-admin.ts';
import { ADMIN_TOKEN, call, newUser, startTestApi } from './fixture.ts';

const api = await startTestApi();
after(api.close);
const fromPage = { origin: api.base };

const cookiesOf = (headers: Headers) =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');

const signUp = (body: object) => call(api, null, 'POST /api/auth/sign-up/email', body, fromPage);
const signIn = (username: string, password: string) =>
  call(api, null, 'POST /api/auth/sign-in/username', { username, password }, fromPage);

describe('a session', () => {
  test('begins with sign-up, and ends with sign-out', async () => {
    const up = await signUp({ username: 'Carol', email: 'c@x.test', password: 'password1' });
    assert.equal(up.status, 200);
    const cookie = cookiesOf(up.headers);
    const { body } = await call(api, null, 'GET /api/v1/me', undefined, { cookie });
    assert.deepEqual([body.handle, body.role, body.coins], ['Carol', 'user', 0]);
    assert.equal((await call(api, null, 'POST /api/auth/sign-out', {}, { cookie, ...fromPage })).status, 200);
    assert.equal((await call(api, null, 'GET /api/v1/me', undefined, { cookie })).status, 401);
  });

  test('begins with a handle or an address, and the right password', async () => {
    await signUp({ username: 'dora', email: 'd@x.test', password: 'password1' });
    assert.equal((await signIn('DORA', 'password1')).status, 200);
    assert.equal((await signIn('dora', 'password2')).status, 401);
    const byAddress = { email: 'd@x.test', password: 'password1' };
    assert.equal((await call(api, null, 'POST /api/auth/sign-in/email', byAddress, fromPage)).status, 200);
  });

  test('a page of another host cannot use it to write', async () => {
    const { headers } = await signUp({ username: 'erin', email: 'e@x.test', password: 'password1' });
    const cookie = cookiesOf(headers);
    const token = (origin: string, more = {}) =>
      call(api, null, 'POST /api/v1/tokens', { name: 'x' }, { cookie, origin, ...more });
    assert.equal((await token('http://evil.test')).status, 403);
    const named = { authorization: `Basic ${btoa('a:b')}` };
    assert.equal((await token('http://evil.test', named)).status, 403);
    assert.equal((await token('null')).status, 403);
    assert.equal((await token(api.base)).status, 201);
  });

  test('a handle is checked, taken once, and is the name that is shown', async () => {
    const account = { email: 'f@x.test', password: 'password1' };
    const bad = await signUp({ ...account, username: '-f' });
    assert.deepEqual([bad.status, bad.body.faults[0].path], [400, 'body.username']);
    const frank = await signUp({
      ...account,
      username: 'frank',
      name: 'admin',
      displayUsername: 'admin',
      role: 'admin',
    });
    const { body } = await call(api, null, 'GET /api/v1/me', undefined, { cookie: cookiesOf(frank.headers) });
    assert.deepEqual([body.handle, body.role], ['frank', 'user']);
    const taken = await signUp({ ...account, email: 'f2@x.test', username: 'FRANK' });
    assert.deepEqual([taken.status, taken.body.code], [409, 'handle-taken']);
    const again = await signUp({ ...account, username: 'frank2' });
    assert.deepEqual([again.status, again.body.code], [409, 'email-taken']);
  });

  test('of many that sign up at once with one handle, one gets it', async () => {
    const answers = await Promise.all(
      [1, 2, 3, 4].map((n) => signUp({ username: 'same', email: `s${n}@x.test`, password: 'password1' })),
    );
    const codes = answers.map(({ status, body }) => (status === 200 ? 'made' : body.code)).sort();
    assert.deepEqual(codes, ['handle-taken', 'handle-taken', 'handle-taken', 'made']);
  });

  test('every refusal is a problem with a code of the table', async () => {
    const signInBy = (path: string, body: object) =>
      call(api, null, `POST /api/auth/${path}`, body, fromPage);
    for (const [answer, status, code] of [
      [await signIn('nobody', 'password1'), 401, 'invalid-username-or-password'],
      [
        await signInBy('sign-in/email', { email: 'no@x.test', password: 'password1' }),
        ...([401, 'invalid-username-or-password'] as const),
      ],
      [await signInBy('sign-in/username', { username: 1 }), 400, 'invalid-request'],
      [await signIn('x', 'password1'), 400, 'invalid-request'],
      [await signInBy('change-password', {}), 400, 'invalid-request'],
      [
        await signInBy('change-password', { currentPassword: 'x', newPassword: 'password2' }),
        ...([401, 'unauthorized'] as const),
      ],
      [await call(api, null, 'GET /api/auth/list-sessions'), 401, 'unauthorized'],
    ] as const) {
      assert.deepEqual([answer.status, answer.body.code], [status, code]);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.ok(errorTable().includes(`| \`${code}\` | ${status} |`), code);
    }
  });

  test('guessing at one account ends after ten wrong passwords, whatever the case of its name', async () => {
    await signUp({ username: 'guessed', email: 'g1@x.test', password: 'password1' });
    const wrong = (times: number) =>
      Promise.all(
        Array.from({ length: times }, (_, n) => signIn(n % 2 ? 'guessed' : 'GUESSED', `wrong-${n}`)),
      );
    await wrong(9);
    assert.equal((await signIn('guessed', 'password1')).status, 200, 'a success clears the count');
    const statuses = (await wrong(14)).map(({ status }) => status).sort();
    assert.deepEqual(statuses, [...Array(10).fill(401), ...Array(4).fill(429)]);
    const refused = await signIn('guessed', 'password1');
    assert.deepEqual([refused.status, refused.body.code], [429, 'too-many-attempts']);
    const seconds = Number(refused.headers.get('retry-after'));
    assert.ok(seconds > 0 && seconds <= 300, String(seconds));
    await signUp({ username: 'neighbour', email: 'g2@x.test', password: 'password1' });
    assert.equal((await signIn('neighbour', 'password1')).status, 200);
  });

  test('what is not offered of better-auth is not there', async () => {
    for (const path of ['update-user', 'change-email', 'delete-user', 'request-password-reset']) {
      assert.equal((await call(api, null, `POST /api/auth/${path}`, {}, fromPage)).status, 404);
    }
  });
});

test('a host that is none is refused', async () => {
  for (const host of ['a b', '%%', '[', 'x:y']) {
    const headers = { host, 'content-type': 'application/json' };
    const asked = request(`${api.base}/api/auth/sign-out`, { method: 'POST', headers }).end('{}');
    const [response] = await once(asked, 'response');
    assert.equal(response.statusCode, 400, host);
    response.resume();
  }
});

test('sign-up can be closed', async () => {
  const closed = await startTestApi({ signup: 'closed' });
  try {
    const body = { username: 'gina', email: 'g@x.test', password: 'password1' };
    const answer = await call(closed, null, 'POST /api/auth/sign-up/email', body, { origin: closed.base });
    assert.deepEqual([answer.status, answer.body.code], [403, 'forbidden']);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    assert.deepEqual((await call(closed, null, 'GET /api/auth/sign-up')).body, { open: false });
    assert.deepEqual((await call(api, null, 'GET /api/auth/sign-up')).body, { open: true });
  } finally {
    await closed.close();
  }
});

describe('the first admin', () => {
  test('is made once, also by processes that start at once', async () => {
    const fresh = await startTestApi();
    try {
      assert.equal(fresh.firstAdmin?.handle, 'admin');
      const again = await Promise.all([1, 2].map(() => ensureFirstAdmin(fresh.store)));
      assert.deepEqual(again, [null, null]);
    } finally {
      await fresh.close();
    }
  });

  test('is made beside a visitor who took its name', async () => {
    const database = await createTestDatabase();
    const store = openStore(database.url);
    try {
      await store.migrate();
      const visitor = {
        handle: 'Admin',
        email: 'admin@gavel.local',
        role: 'user',
        passwordHash: null,
      } as const;
      await store.users.create(visitor);
      const made = await Promise.all([1, 2].map(() => ensureFirstAdmin(store)));
      assert.deepEqual(made.map((one) => one?.handle).sort(), ['gavel-admin', undefined]);
      assert.equal((await store.users.firstAdmin())?.handle, 'gavel-admin');
    } finally {
      await store.close();
      await database.drop();
    }
  });

  test('signs in with the password that was made, until it is reset', async () => {
    const first = api.firstAdmin;
    assert.ok(first);
    const { headers } = await signIn(first.handle, first.password);
    const cookie = cookiesOf(headers);
    assert.equal((await call(api, null, 'GET /api/v1/me', undefined, { cookie })).body.role, 'admin');
    const admin = await api.store.users.byHandle(first.handle.toUpperCase());
    assert.ok(admin);
    const reset = await resetPassword(api.store, admin);
    assert.equal((await call(api, null, 'GET /api/v1/me', undefined, { cookie })).status, 401);
    assert.equal((await signIn(first.handle, first.password)).status, 401);
    assert.equal((await signIn(first.handle, reset.password)).status, 200);
  });

  test('changes that password, which ends the other sessions', async () => {
    const fresh = await startTestApi();
    const page = { origin: fresh.base };
    const post = (path: string, body: object, headers = {}) =>
      call(fresh, null, `POST /api/auth/${path}`, body, { ...page, ...headers });
    const enter = (password: string) => post('sign-in/username', { username: 'admin', password });
    const me = (cookie: string) => call(fresh, null, 'GET /api/v1/me', undefined, { cookie });
    try {
      const currentPassword = fresh.firstAdmin?.password as string;
      const other = cookiesOf((await enter(currentPassword)).headers);
      const cookie = cookiesOf((await enter(currentPassword)).headers);
      const change = (body: object) => post('change-password', body, { cookie });

      const newPassword = 'a new password';
      const wrong = await change({ currentPassword: 'not this one', newPassword });
      assert.deepEqual([wrong.status, wrong.body.code], [400, 'invalid-password']);
      const short = await change({ currentPassword, newPassword: 'short' });
      assert.deepEqual([short.status, short.body.faults[0].path], [400, 'body.newPassword']);
      const changed = await change({ currentPassword, newPassword, revokeOtherSessions: true });
      assert.equal(changed.status, 200);

      assert.equal((await me(cookiesOf(changed.headers))).body.role, 'admin');
      assert.equal((await me(other)).status, 401);
      assert.equal((await enter(currentPassword)).status, 401);
      assert.equal((await enter(newPassword)).status, 200);
    } finally {
      await fresh.close();
    }
  });

  test('is who has the token of the settings', async () => {
    assert.equal((await call(api, ADMIN_TOKEN, 'GET /api/v1/me')).body.handle, 'admin');
    assert.equal((await call(api, `${ADMIN_TOKEN}x`, 'GET /api/v1/me')).status, 401);
  });
});

describe('users', () => {
  test('are made by admins, with a token and a password if they want', async () => {
    const made = await call(api, ADMIN_TOKEN, 'POST /api/v1/users', {
      handle: 'Hans',
      password: 'password1',
    });
    assert.equal(made.status, 201);
    assert.deepEqual((await call(api, made.body.token, 'GET /api/v1/me')).body, {
      ...{ id: made.body.id, handle: 'Hans', role: 'user', coins: 0 },
    });
    assert.equal((await signIn('hans', 'password1')).status, 200);
    const again = await call(api, ADMIN_TOKEN, 'POST /api/v1/users', { handle: 'hans' });
    assert.deepEqual([again.status, again.body.code], [409, 'handle-taken']);
    const bad = await call(api, ADMIN_TOKEN, 'POST /api/v1/users', { handle: 'a b', email: 'x' });
    assert.deepEqual(
      bad.body.faults.map(({ path }: { path: string }) => path),
      ['body.handle', 'body.email'],
    );
  });

  test('cannot make users', async () => {
    const { token } = await newUser(api);
    assert.equal((await call(api, token, 'POST /api/v1/users', { handle: 'ida' })).status, 403);
    assert.equal((await call(api, null, 'POST /api/v1/users', { handle: 'ida' })).status, 401);
  });
});

test('tokens are made, listed without their secret, and revoked', async () => {
  const user = await newUser(api);
  const made = await call(api, user.token, 'POST /api/v1/tokens', { name: ' laptop ' });
  assert.equal(made.status, 201);
  const { token, ...info } = made.body;
  assert.equal(info.name, 'laptop');
  assert.deepEqual((await call(api, token, 'GET /api/v1/tokens')).body[0], info);
  const other = await newUser(api);
  assert.equal((await call(api, other.token, `DELETE /api/v1/tokens/${info.id}`)).status, 404);
  assert.equal((await call(api, token, `DELETE /api/v1/tokens/${info.id}`)).status, 204);
  assert.equal((await call(api, token, 'GET /api/v1/me')).status, 401);
  assert.equal((await call(api, user.token, 'POST /api/v1/tokens', { name: '' })).status, 400);
});
