import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  freePort,
  startTestPostgres,
  startTestRedis,
  type TestPostgres,
  type TestRedis,
} from '@gavel/test-support';
import { buildWeb } from '../../apps/server/src/cli/setup/web-build.ts';
import { prepareData } from '../../apps/server/src/cli/up/prepare-data.ts';
import { createLog } from '../../apps/server/src/log.ts';
import { RoleProcess } from './role-process.ts';

export interface Size {
  readonly apis: number;
  readonly gateways: number;
  readonly workers: number;
}

/** A Gavel of many processes as on many machines: its own Redis, its own Postgres, each role several times. */
export interface Deployment {
  readonly redis: TestRedis;
  readonly postgres: TestPostgres;
  readonly roles: readonly RoleProcess[];
  readonly apiUrls: readonly string[];
  readonly gatewayUrls: readonly string[];
  readonly adminToken: string;
  /** Where all roles write their logs. */
  readonly logPath: string;
  /** Ends all; its folder goes, unless the logs are wanted. */
  stop(options: { keepLogs: boolean }): Promise<void>;
}

export async function deploy(size: Size): Promise<Deployment> {
  const dir = await mkdtemp(join(tmpdir(), 'gavel-chaos-'));
  const logPath = join(dir, 'roles.log');
  const logFile = openSync(logPath, 'a');
  // The folder of `./gavel test`, where the builds are: nothing else of it is used.
  const home = process.env.GAVEL_TEST_HOME ?? dir;
  const [redis, postgres] = await Promise.all([startTestRedis(), startTestPostgres(), buildWeb(home)]);
  await prepareData({ databaseUrl: postgres.url, redisUrl: redis.url }, createLog('prepare', 'warn'));
  const adminToken = randomBytes(24).toString('base64url');
  const shared = {
    ...process.env,
    REDIS_URL: redis.url,
    DATABASE_URL: postgres.url,
    GAVEL_HOME: home,
    GAVEL_ADMIN_TOKEN: adminToken,
    GAVEL_AUTH_SECRET: randomBytes(24).toString('base64url'),
    GAVEL_SLOTS: '1',
    GAVEL_LOG: 'info',
  };
  const urls: Record<'api' | 'gateway', string[]> = { api: [], gateway: [] };
  const roles: RoleProcess[] = [];
  for (const role of ['api', 'gateway'] as const) {
    for (let count = 1; count <= size[`${role}s`]; count++) {
      const port = await freePort();
      urls[role].push(`http://127.0.0.1:${port}`);
      roles.push(new RoleProcess(role, `${role} ${count}`, { ...shared, GAVEL_PORT: `${port}` }, logFile));
    }
  }
  for (let count = 1; count <= size.workers; count++) {
    roles.push(new RoleProcess('worker', `worker ${count}`, shared, logFile));
  }
  await Promise.all(roles.map((role) => role.start()));
  return {
    ...{ redis, postgres, roles, adminToken, logPath },
    apiUrls: urls.api,
    gatewayUrls: urls.gateway,
    async stop({ keepLogs }) {
      await Promise.all(roles.map((role) => role.end('SIGKILL')));
      await Promise.all([redis.stop(), postgres.remove()]);
      closeSync(logFile);
      if (!keepLogs) await rm(dir, { recursive: true, force: true });
    },
  };
}
