import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { SettingError } from './errors.ts';

/** An address of Redis or Postgres; without it the private server of `gavel up` is used. */
const serverUrl = (...protocols: string[]) =>
  z.url({
    protocol: new RegExp(`^(${protocols.join('|')})$`),
    error: `must be a ${protocols[0]}:// address`,
  });

/** One server, or nodes of a cluster with commas between. */
const redisUrl = z
  .string()
  .refine((urls) => urls.split(',').every((url) => serverUrl('redis', 'rediss').safeParse(url).success), {
    error: 'must be a redis:// address, or several of one cluster with commas between',
  });

function wholeNumber(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number(error).int(error).min(min, error).max(max, error);
}

/** As Fastify takes it: https://fastify.dev/docs/latest/Reference/Server/#trustproxy */
const proxies = z.string().refine((list) => list.split(',').every((one) => isAddressOrNetwork(one.trim())), {
  error: 'must be addresses or networks with commas between, e.g. 10.0.0.5,192.168.0.0/16, or loopback',
});

function isAddressOrNetwork(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] as number;
  return Number(bits ?? 0) <= most;
}

function oneOf<const T extends string[]>(...values: T) {
  return z.enum(values, `must be one of ${values.join(', ')}`);
}

/** Every setting there is: environment variable → meaning. docs/settings.md is made from the descriptions. */
const Environment = z.object({
  GAVEL_HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  GAVEL_PORT: wholeNumber(0, 65_535).default(3000).describe('port to listen on; 0 takes a free one'),
  GAVEL_HOME: z.string().min(1).default('.gavel').describe('data folder'),
  GAVEL_ADMIN_TOKEN: z
    .string()
    .min(1)
    .optional()
    .describe('an API token of the first admin, whose password is printed at the first start'),
  GAVEL_SLOTS: wholeNumber(1, 256)
    .default(availableParallelism())
    .describe(
      'submissions and runs that a worker judges at once. Each may use one core and the memory that its problem allows (a compiler up to 2 GiB); where the problem has a checker or interactor its program runs besides, with up to 2 GiB or what the problem says. Choose fewer where that memory is not there for all of them, or where other work shares the machine; with more than there are cores programs wait for each other and may miss their limits',
    ),
  GAVEL_DRAIN_SECONDS: wholeNumber(0, 3_600)
    .default(10)
    .describe('how long a worker that stops works on what it runs, before it hands that back'),
  GAVEL_SIGNUP: oneOf('open', 'closed').default('open').describe('whether visitors may make an account'),
  GAVEL_MAX_WAITING: wholeNumber(1, 100_000).default(20).describe('waiting submissions a user may have'),
  GAVEL_EVENTS_ORDER: oneOf('invalidate-first', 'cache-first', 'database-first')
    .default('invalidate-first')
    .describe('when a change of an event reaches the cache; the same on every machine; see cache-orders.md'),
  GAVEL_WEAK_LIMITS: oneOf('refuse', 'accept')
    .default('refuse')
    .describe('whether a worker starts where the kernel cannot enforce every limit'),
  GAVEL_METRICS_PORT: wholeNumber(0, 65_535)
    .default(0)
    .describe('port on which a worker serves `/metrics`; 0: none'),
  GAVEL_TRUST_PROXY: proxies
    .optional()
    .describe(
      'addresses or networks of the proxies in front, with commas between, or `loopback`: whose client it is, and whether it came by https, is then read from their `X-Forwarded-For` and `X-Forwarded-Proto`',
    ),
  GAVEL_LOG: oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent')
    .default('info')
    .describe('least important level of the log'),
  GAVEL_AUTH_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters')
    .optional()
    .describe('signs sessions; the same on every machine; made at the first start of `gavel up`'),
  REDIS_URL: redisUrl
    .optional()
    .describe(
      'Redis ≥ 6.2 or Valkey; a cluster: some of its nodes with commas between, or one with `?cluster=true`',
    ),
  DATABASE_URL: serverUrl('postgres', 'postgresql').optional().describe('Postgres ≥ 14'),
});

export interface Settings {
  host: string;
  port: number;
  /** Absolute path of the data folder. */
  home: string;
  adminToken: string | undefined;
  slots: number;
  drainMs: number;
  signup: 'open' | 'closed';
  maxWaiting: number;
  eventsOrder: 'invalidate-first' | 'cache-first' | 'database-first';
  acceptWeakLimits: boolean;
  metricsPort: number;
  /** Whose `X-Forwarded-*` headers are believed; undefined: nobody's. */
  trustProxy: string | undefined;
  logLevel: string;
  authSecret: string | undefined;
  redisUrl: string | undefined;
  databaseUrl: string | undefined;
}

/** Reads the settings. @throws SettingError that names the first bad variable in one line. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  // An empty variable means "not set": that is how compose files and shells clear one.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { data, error } = Environment.safeParse(given);
  if (error) {
    const [issue] = error.issues;
    const name = String(issue?.path[0]);
    const secret = /TOKEN|SECRET|URL/.test(name);
    throw new SettingError(name, secret ? undefined : given[name], issue?.message ?? 'is not valid');
  }
  return {
    host: data.GAVEL_HOST,
    port: data.GAVEL_PORT,
    home: resolve(data.GAVEL_HOME),
    adminToken: data.GAVEL_ADMIN_TOKEN,
    slots: data.GAVEL_SLOTS,
    drainMs: data.GAVEL_DRAIN_SECONDS * 1000,
    signup: data.GAVEL_SIGNUP,
    maxWaiting: data.GAVEL_MAX_WAITING,
    eventsOrder: data.GAVEL_EVENTS_ORDER,
    acceptWeakLimits: data.GAVEL_WEAK_LIMITS === 'accept',
    metricsPort: data.GAVEL_METRICS_PORT,
    trustProxy: data.GAVEL_TRUST_PROXY,
    logLevel: data.GAVEL_LOG,
    authSecret: data.GAVEL_AUTH_SECRET,
    redisUrl: data.REDIS_URL,
    databaseUrl: data.DATABASE_URL,
  };
}

/** Variables that look like settings and are none: misspelled, most likely. */
export function unknownSettings(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env).filter(
    (name) => /^GAVEL_(?!TEST_|BENCH_)/.test(name) && !(name in Environment.shape),
  );
}

/** The settings as a table for docs: name, default, meaning. */
export function describeSettings(): { name: string; fallback: string; meaning: string }[] {
  return Object.entries(Environment.shape).map(([name, schema]) => ({
    name,
    fallback: schema instanceof z.ZodDefault ? String(schema.def.defaultValue) : '',
    meaning: schema.description ?? '',
  }));
}
