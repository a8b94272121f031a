import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { howToSignIn } from '../../api/index.ts';
import { createLog } from '../../log.ts';
import { type Settings, unknownSettings } from '../../settings.ts';
import { freePort } from '../servers/free-port.ts';
import { startPostgres } from '../servers/postgres.ts';
import { startRedis } from '../servers/redis.ts';
import { installMissing } from '../setup/install.ts';
import { buildWeb } from '../setup/web-build.ts';
import { prepareData } from './prepare-data.ts';
import { startRole } from './role-process.ts';
import { announce, claim, withdraw } from './running.ts';
import { loadSecrets, type Secrets } from './secrets.ts';
import { Supervised } from './supervised.ts';

/** `gavel up`: everything on this machine, until Ctrl-C. */
export async function up(settings: Settings): Promise<void> {
  const log = createLog('up', settings.logLevel);
  for (const name of unknownSettings(process.env))
    console.error(`gavel: ${name} is no setting and does nothing`);
  if (settings.adminToken && settings.adminToken.length < 16) {
    console.error('gavel: GAVEL_ADMIN_TOKEN is short enough to be guessed: use 16 characters or more');
  }
  await mkdir(settings.home, { recursive: true });
  await installMissing({ privateRedis: !settings.redisUrl, judging: true, browser: false });
  await buildWeb(settings.home);

  claim(settings.home);
  const servers: Supervised[] = [];
  const roles: Supervised[] = [];
  const asked = stopAsked(roles);
  let oneTimePassword: string | null = null;
  try {
    const secrets = await loadSecrets(settings.home);
    const addresses = await planServers(settings, secrets, log, servers);
    await Promise.race([Promise.all(servers.map((server) => server.start())), asked]);
    if (await settled(asked)) return;
    const authSecret = settings.authSecret ?? secrets.authSecret;
    announce(settings.home, { authSecret, ...addresses });
    const admin = await prepareData(addresses, log);
    oneTimePassword = admin && howToSignIn(admin);
    const port = settings.port || (await freePort());
    const env = {
      ...process.env,
      REDIS_URL: addresses.redisUrl,
      DATABASE_URL: addresses.databaseUrl,
      GAVEL_AUTH_SECRET: authSecret,
      GAVEL_PORT: String(port),
      GAVEL_HOME: settings.home,
    };
    for (const role of ['server', 'worker']) {
      const launch = (abandon: AbortSignal) => startRole(role, env, settings.drainMs, abandon);
      roles.push(new Supervised(role, launch, log));
    }
    await Promise.race([Promise.all(roles.map((role) => role.start())), asked]);
    if (await settled(asked)) return;
    greet(settings, port, oneTimePassword);
    oneTimePassword = null;
    await asked;
  } finally {
    // A start that fails after the admin was made must not take the only password with it.
    if (oneTimePassword) console.log(oneTimePassword);
    await Promise.all(roles.map((role) => role.stop()));
    await Promise.all(servers.map((server) => server.stop()));
    withdraw(settings.home);
  }
}

/** What a role takes to end at once; one that does not sees this process end. */
const AT_ONCE_MS = 2_000;

/** Resolves at the first SIGINT or SIGTERM; a second one ends this process, and with it all that it started. */
function stopAsked(roles: readonly Supervised[]): Promise<unknown> {
  const asked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  return asked.then(() => {
    console.error('gavel: stopping; Ctrl-C once more ends what runs at once');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void endAtOnce(roles));
  });
}

/** Roles before their servers, or they would tell of a database that is gone. To them it is a second signal, too. */
async function endAtOnce(roles: readonly Supervised[]): Promise<void> {
  await Promise.race([Promise.allSettled(roles.map((role) => role.stop())), delay(AT_ONCE_MS)]);
  process.exit(1);
}

async function settled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

/** Fills `servers` with those that are not given; gives the addresses of all. */
async function planServers(
  settings: Settings,
  secrets: Secrets,
  log: Logger,
  servers: Supervised[],
): Promise<{ redisUrl: string; databaseUrl: string }> {
  let { redisUrl, databaseUrl } = settings;
  if (!redisUrl) {
    const port = await freePort();
    const launch = (abandon: AbortSignal) =>
      startRedis(join(settings.home, 'redis'), port, secrets.redisPassword, abandon);
    servers.push(new Supervised('Redis', launch, log));
    redisUrl = `redis://default:${secrets.redisPassword}@127.0.0.1:${port}`;
  }
  if (!databaseUrl) {
    const port = await freePort();
    const options = { port, password: secrets.postgresPassword, durable: true };
    const launch = (abandon: AbortSignal) => startPostgres(join(settings.home, 'postgres'), options, abandon);
    servers.push(new Supervised('Postgres', launch, log));
    databaseUrl = `postgres://gavel:${secrets.postgresPassword}@127.0.0.1:${port}/postgres`;
  }
  return { redisUrl, databaseUrl };
}

function greet(settings: Settings, port: number, oneTimePassword: string | null): void {
  const { host, adminToken } = settings;
  const anywhere = host === '0.0.0.0' || host === '::';
  const url = `http://${anywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
  const signIn =
    oneTimePassword ?? 'Sign in as admin with the password shown last; ./gavel reset-admin makes another';
  const token = adminToken ? '\n  Programs: GAVEL_ADMIN_TOKEN is a token of the admin' : '';
  console.log(`
  Gavel is up: ${url}

  ${signIn}${token}
  API: ${url}/api/docs
  Stop: Ctrl-C
`);
}
