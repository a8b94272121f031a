import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { startTestRedis, type TestRedis, until } from '@gavel/test-support';
import type { Bench } from '../bench.ts';
import { measure, type Sample } from '../harness.ts';
import { Child } from './child.ts';
import type { ReturningOrder, Returns } from './returning.ts';
import type { ServerOrder } from './serve.ts';
import type { Streamed, StreamOrder } from './stream.ts';
import { microseconds } from './wire.ts';

const CLIENTS = 5_000;
const CLIENT_PROCESSES = 2;
/** Messages a second, to all and to one user after another. */
const TO_ALL = 5;
const TO_USERS = 500;
const BEFORE_MS = 1_000;
const AFTER_MS = 500;
/** The longest wait between two attempts is 20 s. */
const BACK_WITHIN_MS = 60_000;
/** What has not come so long after the last was published does not come any more. */
const LAST_WITHIN_MS = 5_000;

type Kind = 'socketio' | 'gavel';
type How = 'killed' | 'drained';

export const liveRecovery: Bench = {
  about: 'seconds until the last of 5,000 clients is whole after its gateway was killed, or drained',
  plan: { rounds: 5, warmUp: 0 },
  metrics: {
    startS: 'killed → the next one listens',
    medianS: 'gone → half of the clients have all again',
    lastS: 'the last client has',
    beganP10S: 'gone → a tenth of the clients has begun the connection that worked',
    beganP50S: 'half of them',
    beganP90S: 'nine tenths',
    most: 'begun connections in any 100 ms',
    attempts: 'to connect, a client',
    overflows: 'connections that the kernel could not queue for the gateway',
    recovered: 'subscriptions that went on where they were',
    notRecovered: 'those that did not',
    missing: 'messages that never came, a client',
    wrong: 'messages that came twice or out of order, of all',
    gatewayMs: 'CPU of the gateway that they come to, until the last is whole',
  },
  async run(plan) {
    const redis = await startTestRedis('--appendonly', 'no');
    try {
      const variants = {
        'gavel, killed': () => run(redis, 'gavel', 'killed'),
        'gavel, drained': () => run(redis, 'gavel', 'drained'),
        'socketio, killed': () => run(redis, 'socketio', 'killed'),
      };
      return await measure(variants, plan);
    } finally {
      await redis.stop();
    }
  },
};

/** A server, its clients, and who publishes to them. */
class Scene implements AsyncDisposable {
  readonly #redis: TestRedis;
  readonly #kind: Kind;
  readonly #clients = Array.from({ length: CLIENT_PROCESSES }, () => new Child('returning.ts'));
  readonly #stream: Child;
  readonly #servers: Child[] = [];

  constructor(redis: TestRedis, kind: Kind) {
    this.#redis = redis;
    this.#kind = kind;
    this.#stream = new Child('stream.ts', [redis.url]);
  }

  /** Gives its port. */
  async serve(port = 0): Promise<number> {
    const server = new Child('serve.ts', [this.#kind, this.#redis.url, String(port)]);
    this.#servers.unshift(server);
    return (await server.greeting()) as number;
  }

  /** The newest first. */
  server(nth: 0 | 1): Child {
    return this.#servers[nth] as Child;
  }

  async connect(port: number): Promise<void> {
    await this.#each((part) => ({
      ...{ op: 'connect', kind: this.#kind, port },
      users: Array.from({ length: CLIENTS }, (_, user) => user).filter(
        (user) => user % CLIENT_PROCESSES === part,
      ),
    }));
    await this.#each(() => ({ op: 'forget returns' }));
  }

  async beginStream(): Promise<void> {
    await this.#stream.greeting();
    const flows = [
      { to: 'all' as const, rate: TO_ALL },
      { to: 'users' as const, rate: TO_USERS },
    ];
    await this.#stream.ask({ op: 'begin', way: this.#kind, users: CLIENTS, flows } satisfies StreamOrder);
  }

  async endStream(): Promise<{ all: number; users: number }> {
    const { sent } = (await this.#stream.ask({ op: 'end' } satisfies StreamOrder)) as Streamed;
    return { all: sent[0] as number, users: sent[1] as number };
  }

  async away(): Promise<number> {
    const counts = (await this.#each(() => ({ op: 'away' }))) as number[];
    return sum(counts);
  }

  async returns(sent: { all: number; users: number }): Promise<Returns> {
    const order = { op: 'returns', sent, allUsers: CLIENTS } as const;
    const parts = (await this.#each(() => order)) as Returns[];
    const total = (what: Exclude<keyof Returns, 'begunAt' | 'wholeAt'>) =>
      sum(parts.map((part) => part[what]));
    return {
      begunAt: parts.flatMap(({ begunAt }) => begunAt).sort((a, b) => a - b),
      wholeAt: parts.flatMap(({ wholeAt }) => wholeAt).sort((a, b) => a - b),
      attempts: total('attempts'),
      recovered: total('recovered'),
      notRecovered: total('notRecovered'),
      missing: total('missing'),
      wrong: total('wrong'),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of [...this.#clients, this.#stream, ...this.#servers]) await child.end();
  }

  #each(order: (part: number) => ReturningOrder): Promise<unknown[]> {
    return Promise.all(this.#clients.map((client, part) => client.ask(order(part))));
  }
}

async function run(redis: TestRedis, kind: Kind, how: How): Promise<Sample> {
  await redis.flush();
  await using scene = new Scene(redis, kind);
  const port = await scene.serve();
  await scene.connect(port);
  await scene.beginStream();
  await delay(BEFORE_MS);
  const overflowsBefore = await overflows();
  // The one that takes over is there before the other stops; after a kill it comes then.
  if (how === 'drained') await scene.serve(port);
  const goneAt = microseconds();
  const drained = how === 'drained' && scene.server(1).ask('drain' satisfies ServerOrder);
  if (how === 'killed') {
    await scene.server(0).end('SIGKILL');
    await scene.serve(port);
  }
  const startS = how === 'killed' ? (microseconds() - goneAt) / 1_000_000 : undefined;
  const successor = scene.server(0);
  const cpuBefore = (await successor.ask('cpu' satisfies ServerOrder)) as number;
  await drained;
  await until('all are back', async () => (await scene.away()) === 0, BACK_WITHIN_MS);
  await delay(AFTER_MS);
  const sent = await scene.endStream();
  const deadline = Date.now() + LAST_WITHIN_MS;
  let returns = await scene.returns(sent);
  while (returns.missing > 0 && Date.now() < deadline) {
    await delay(100);
    returns = await scene.returns(sent);
  }
  const cpuAfter = (await successor.ask('cpu' satisfies ServerOrder)) as number;
  const seconds = (sorted: readonly number[], share: number) =>
    ((sorted[Math.ceil(sorted.length * share) - 1] as number) - goneAt) / 1_000_000;
  return {
    ...(startS !== undefined && { startS }),
    medianS: seconds(returns.wholeAt, 0.5),
    lastS: seconds(returns.wholeAt, 1),
    beganP10S: seconds(returns.begunAt, 0.1),
    beganP50S: seconds(returns.begunAt, 0.5),
    beganP90S: seconds(returns.begunAt, 0.9),
    most: mostWithin(returns.begunAt, 100_000),
    attempts: returns.attempts / CLIENTS,
    overflows: (await overflows()) - overflowsBefore,
    recovered: returns.recovered,
    notRecovered: returns.notRecovered,
    missing: returns.missing / CLIENTS,
    wrong: returns.wrong,
    gatewayMs: cpuAfter - cpuBefore,
  };
}

/** Of sorted times, the most that are less than `span` apart. */
function mostWithin(times: readonly number[], span: number): number {
  let most = 0;
  let first = 0;
  for (const [i, time] of times.entries()) {
    while (time - (times[first] as number) >= span) first++;
    most = Math.max(most, i - first + 1);
  }
  return most;
}

/** Of the whole machine. https://docs.kernel.org/networking/snmp_counter.html, TcpExtListenOverflows */
async function overflows(): Promise<number> {
  const lines = (await readFile('/proc/net/netstat', 'utf8')).split('\n');
  const [names = '', values = ''] = lines.filter((line) => line.startsWith('TcpExt:'));
  return Number(values.split(' ')[names.split(' ').indexOf('ListenOverflows')]);
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
