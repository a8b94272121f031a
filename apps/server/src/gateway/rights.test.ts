import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { closeCodes } from '@gavel/contract';
import { until } from '@gavel/test-support';
import pino from 'pino';
import WebSocket from 'ws';
import { ADMIN_TOKEN, startTestApi } from '../api/fixture.ts';
import { askForSocket, TestClient } from './fixture.ts';
import { channelPolicy, createGateway, type Gateway } from './index.ts';

type Api = Awaited<ReturnType<typeof startTestApi>>;
const PASSWORD = 'correct horse battery';

describe('what open connections may see', () => {
  let api: Api;
  let gateway: Gateway;

  before(async () => {
    api = await startTestApi();
    gateway = createGateway({
      hub: api.hub,
      authenticate: async (credentials) => {
        const account = await api.auth.authenticate(credentials);
        return account && { userId: account.id, role: account.role };
      },
      mayRead: channelPolicy({
        submission: api.store.submissions.owner,
        run: api.store.runs.owner,
        eventIsShown: api.store.events.isShown,
      }),
      log: pino({ level: 'silent' }),
    });
    gateway.attach(api.api.server);
  });
  after(async () => {
    await gateway.close();
    await api.close();
  });

  const post = (path: string, body: unknown, cookie = '') =>
    fetch(`${api.base}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, origin: api.base },
      body: JSON.stringify(body),
    });
  const cookieOf = (answer: Response) => answer.headers.getSetCookie()[0]?.split(';')[0] as string;

  async function signUp(username: string): Promise<string> {
    const answer = await post('/api/auth/sign-up/email', {
      ...{ username, email: `${username}@x.test`, password: PASSWORD },
    });
    assert.equal(answer.status, 200);
    return cookieOf(answer);
  }

  const signIn = async (username: string) =>
    cookieOf(await post('/api/auth/sign-in/username', { username, password: PASSWORD }));

  /** A socket that reads its user's channel. */
  async function open(headers: Record<string, string>, channel = 'user:me') {
    const client = new TestClient(`${api.base.replace('http', 'ws')}/live`, { headers });
    await once(client.socket, 'open');
    client.send({ op: 'subscribe', channel });
    await until('an answer', () => client.frames.length > 0);
    return client;
  }

  test('signing out closes the sockets of that session, and of no other', async () => {
    const [first, second] = [await signUp('ada'), await signIn('ada')];
    const [one, two] = [await open({ cookie: first }), await open({ cookie: second })];
    assert.equal((await post('/api/auth/sign-out', {}, first)).status, 200);
    assert.equal(await one.closed, closeCodes.unauthorized);
    assert.equal(two.socket.readyState, WebSocket.OPEN);
    two.socket.close();
  });

  test('a changed password closes the sockets of other sessions if they were to end', async () => {
    const [first, second] = [await signUp('bea'), await signIn('bea')];
    const other = await open({ cookie: second });
    const change = { currentPassword: PASSWORD, newPassword: `${PASSWORD}!`, revokeOtherSessions: true };
    assert.equal((await post('/api/auth/change-password', change, first)).status, 200);
    assert.equal(await other.closed, closeCodes.unauthorized);
  });

  test('a page of another host cannot use the cookie, however it writes the address', async () => {
    const cookie = await signUp('abe');
    const host = new URL(api.base).host;
    const origin = 'http://127.0.0.1:1';
    const status = async (path: string, headers: Record<string, string>) =>
      (await askForSocket(host, path, headers)).status;
    assert.equal(await status('/live', { cookie, origin: api.base }), 101);
    for (const path of [
      '/live',
      '//x/live?token=1',
      '/x/../live?token=1',
      '/./live?token=1',
      '/live#?token=1',
    ]) {
      assert.notEqual(await status(path, { cookie, origin }), 101, path);
    }
    const token = ADMIN_TOKEN;
    assert.equal(await status(`/live?token=${token}`, { cookie, origin }), 101);
  });

  test('a revoked token closes its sockets', async () => {
    const user = await api.store.users.create({
      ...{ handle: 'cy', email: 'cy@x.test', role: 'user', passwordHash: null },
    });
    const kept = await api.store.tokens.create(user.id, 'kept');
    const revoked = await api.store.tokens.create(user.id, 'revoked');
    const [stays, goes] = await Promise.all(
      [kept, revoked].map(({ token }) => open({ authorization: `Bearer ${token}` })),
    );
    const answer = await fetch(`${api.base}/api/v1/tokens/${revoked.id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${kept.token}` },
    });
    assert.equal(answer.status, 204);
    assert.equal(await goes?.closed, closeCodes.unauthorized);
    assert.equal(stays?.socket.readyState, WebSocket.OPEN);
    stays?.socket.close();
  });

  test('who is an admin no more loses the admins’ channel, and keeps the others', async () => {
    const user = await api.store.users.create({
      ...{ handle: 'dan', email: 'dan@x.test', role: 'admin', passwordHash: null },
    });
    const { token } = await api.store.tokens.create(user.id, 'one');
    const admin = await open({ authorization: `Bearer ${token}` }, 'admin');
    admin.send({ op: 'subscribe', channel: 'user:me' });
    await until('both', () => admin.frames.length === 2);
    await api.store.pool.query(`update "user" set role = 'user' where id = $1`, [user.id]);
    await api.publisher.publish('rights', JSON.stringify({ userId: user.id }));
    const told = await until('told', () => admin.frames.find(({ op }) => op === 'error'));
    assert.deepEqual(
      { ...told, message: '' },
      {
        ...{ op: 'error', code: 'forbidden', message: '', channel: 'admin' },
      },
    );
    await api.publisher.publish('admin', JSON.stringify({ type: 'event.updated', id: user.id }));
    await api.publisher.publish(`user:${user.id}`, JSON.stringify({ type: 'wallet.changed', coins: 1 }));
    await until('the other channel goes on', () => admin.frames.some(({ op }) => op === 'message'));
    assert.ok(!admin.frames.some((frame) => frame.op === 'message' && frame.channel === 'admin'));
    admin.socket.close();
  });

  test('while Redis is away nobody is told, and when it is back everybody is looked at', async () => {
    const cookie = await signUp('eva');
    const socket = await open({ cookie });
    await api.redis.kill();
    assert.equal((await post('/api/auth/sign-out', {}, cookie)).status, 200);
    await api.redis.start();
    assert.equal(await socket.closed, closeCodes.unauthorized);
  });
});
