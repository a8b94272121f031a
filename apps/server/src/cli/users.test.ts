import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { call, newUser, startTestApi } from '../api/fixture.ts';
import { gavel } from './fixture.ts';

const api = await startTestApi();
after(api.close);

const signIn = (username: string, password: string) =>
  call(api, null, 'POST /api/auth/sign-in/username', { username, password }, { origin: api.base });

describe('gavel user', { concurrency: true }, () => {
  test('gives somebody a new password', async () => {
    const account = {
      handle: 'forgetful',
      email: 'f@example.org',
      role: 'user',
      passwordHash: null,
    } as const;
    await api.store.users.create(account);
    const { out } = await gavel(api, 'user', 'password', 'Forgetful');
    const [, password] =
      /^Sign in as forgetful with the password (\S+) \(shown this once\)\n$/.exec(out) ?? [];
    assert.ok(password, out);
    assert.equal((await signIn('forgetful', password)).status, 200);
  });

  test('makes somebody an admin, and no longer', async () => {
    const { token, handle } = await newUser(api);
    for (const [role, status] of [
      ['admin', 200],
      ['user', 403],
    ] as const) {
      assert.equal((await gavel(api, 'user', 'role', handle, role)).out, `${handle} is now ${role}\n`);
      assert.equal((await call(api, token, 'GET /api/v1/queue/dead')).status, status);
    }
    assert.match((await gavel(api, 'user', 'role', handle, 'king')).err, /admin, user/);
    const last = await gavel(api, 'user', 'role', 'admin', 'user');
    assert.deepEqual([last.code, last.err], [1, 'gavel: admin is the only admin: make another one first\n']);
  });

  test('says who is not there', async () => {
    const { code, err } = await gavel(api, 'user', 'password', 'nobody');
    assert.deepEqual([code, err], [1, 'gavel: nobody is called nobody\n']);
  });
});
