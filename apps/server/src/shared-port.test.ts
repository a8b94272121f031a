import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Publisher } from '@gavel/live';
import { LiveClient } from '@gavel/live/client';
import { openStore } from '@gavel/store';
import {
  createTestDatabase,
  freePort,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
  until,
} from '@gavel/test-support';

const MAIN = join(import.meta.dirname, 'cli/main.ts');
/** Dealt out at random: that all of them come to one of two gateways has a chance of one in 10^12. */
const CLIENTS = 40;

let database: TestDatabase;
let redis: TestRedis;
let home: string;
let port: number;
let token: string;
let publisher: Publisher;
const processes: ChildProcess[] = [];
const clients: LiveClient<number>[] = [];

before(async () => {
  [database, redis, port, home] = await Promise.all([
    createTestDatabase(),
    startTestRedis(),
    freePort(),
    mkdtemp(join(tmpdir(), 'gavel-port-')),
  ]);
  const store = openStore(database.url);
  await store.migrate();
  const user = await store.users.create({
    ...{ handle: 'ann', email: 'ann@x.test', role: 'user', passwordHash: null },
  });
  ({ token } = await store.tokens.create(user.id, 'test'));
  await store.close();
  publisher = new Publisher({ url: redis.url, timeoutMs: 10_000 });
});
after(async () => {
  for (const client of clients) client.close();
  for (const child of processes) await end(child, 'SIGKILL');
  publisher?.close();
  await Promise.all([database?.drop(), redis?.stop(), home && rm(home, { recursive: true })]);
});

/** `gavel gateway`, as a service manager starts it; resolves when it listens. */
async function startGateway(): Promise<ChildProcess> {
  const settings = {
    REDIS_URL: redis.url,
    DATABASE_URL: database.url,
    GAVEL_HOME: home,
    GAVEL_PORT: String(port),
    GAVEL_AUTH_SECRET: 's'.repeat(32),
    GAVEL_LOG: 'warn',
  };
  const child = spawn(process.execPath, [MAIN, 'gateway'], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  processes.push(child);
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  assert.equal(message, 'ready');
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** The kernel's word: connections to the port that this process holds. `/metrics` is anybody's who shares the port. */
async function connectionsOf({ pid }: ChildProcess): Promise<number> {
  const rows = (await readFile('/proc/net/tcp', 'latin1')).split('\n').map((row) => row.trim().split(/\s+/));
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const ours = new Set(rows.filter((row) => row[1] === local && row[3] === '01').map((row) => row[9]));
  // Gone while we look: it has none any more.
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')));
  return links.filter((link) => ours.has(/^socket:\[(\d+)\]$/.exec(link)?.[1])).length;
}

/** What each client was shown. */
function openClients(): number[][] {
  return Array.from({ length: CLIENTS }, () => {
    const seen: number[] = [];
    const client = new LiveClient<number>({ url: `http://127.0.0.1:${port}/live`, token });
    const onReset = () => assert.fail('nothing was missed');
    client.subscribe('all', { onEvent: (n) => void seen.push(n), onReset }, { epoch: '', offset: 0 });
    clients.push(client);
    return seen;
  });
}

test('gateways share a port: both are dealt connections, and who loses one goes on at the other', {
  skip: process.platform !== 'linux' && 'SO_REUSEPORT of Linux',
}, async () => {
  const [one, two] = await Promise.all([startGateway(), startGateway()]);
  const seen = openClients();
  let published = 0;
  const publish = async () => void (await publisher.publish('all', String(++published)));
  const allHaveAll = () =>
    until('all have all', () => seen.every((each) => each.length === published), 60_000);

  await publish();
  await allHaveAll();
  const [ofOne, ofTwo] = await Promise.all([connectionsOf(one), connectionsOf(two)]);
  assert.equal(ofOne + ofTwo, CLIENTS);
  assert.ok(ofOne > 0 && ofTwo > 0, `${ofOne} and ${ofTwo}`);

  // One stops: its clients leave one after another, while messages go on.
  const stopped = end(one, 'SIGTERM');
  const left = new Set<number>();
  await until('all have moved', async () => {
    await publish();
    left.add(await connectionsOf(one));
    return (await connectionsOf(two)) === CLIENTS;
  });
  await stopped;
  assert.equal(one.exitCode, 0);
  assert.ok(left.size >= Math.min(4, ofOne), `left in steps: ${[...left]}`);
  await allHaveAll();

  // One is killed: nobody says goodbye.
  const three = await startGateway();
  await end(two, 'SIGKILL');
  await publish();
  await allHaveAll();
  assert.equal(await connectionsOf(three), CLIENTS);
  const inOrder = Array.from({ length: published }, (_, i) => i + 1);
  for (const each of seen) assert.deepEqual(each, inOrder);
});
