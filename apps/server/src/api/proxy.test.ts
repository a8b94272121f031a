import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { call, startTestApi, type TestApi } from './fixture.ts';

const [trusting, plain] = await Promise.all([
  startTestApi({ trustProxy: 'loopback' }),
  startTestApi({ trustProxy: '192.0.2.1' }),
]);
after(() => Promise.all([trusting.close(), plain.close()]));

const signIn = (api: TestApi, password: string, forwarded: Record<string, string>) =>
  call(
    api,
    null,
    'POST /api/auth/sign-in/username',
    { username: 'admin', password },
    { origin: api.base, ...forwarded },
  );

/** Too many wrong passwords from one client; how the admin fares at another. */
async function afterGuessing(api: TestApi): Promise<number> {
  const from = (address: string) => ({ 'x-forwarded-for': address });
  for (let n = 0; n <= 10; n++) await signIn(api, 'wrong password', from('198.51.100.7'));
  assert.equal((await signIn(api, 'wrong password', from('198.51.100.7'))).status, 429);
  return (await signIn(api, api.firstAdmin?.password ?? '', from('203.0.113.9'))).status;
}

test('behind a proxy that is trusted each client has its own address', async () => {
  assert.equal(await afterGuessing(trusting), 200);
});

test('what anybody else says of an address counts for nothing', async () => {
  assert.equal(await afterGuessing(plain), 429);
});

test('a cookie is secure where the proxy was reached by https', async () => {
  const cookieBy = async (protocol: string) => {
    const { headers } = await signIn(trusting, trusting.firstAdmin?.password ?? '', {
      'x-forwarded-for': '203.0.113.10',
      'x-forwarded-proto': protocol,
    });
    const [cookie = ''] = headers.getSetCookie();
    const me = await call(trusting, null, 'GET /api/v1/me', undefined, {
      cookie: cookie.split(';', 1)[0] as string,
    });
    assert.equal(me.status, 200);
    return cookie;
  };
  assert.match(await cookieBy('https'), /; Secure$/);
  assert.doesNotMatch(await cookieBy('http'), /Secure/);
});
