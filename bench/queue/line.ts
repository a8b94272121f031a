import { setTimeout as delay } from 'node:timers/promises';
import type { LiveEvent } from '@gavel/contract';
import { Publisher } from '@gavel/live';
import { Queue } from '@gavel/queue';
import { newId } from '@gavel/store';
import { startTestRedis } from '@gavel/test-support';
import { createClient } from 'redis';
import type { Bench } from '../bench.ts';
import { measure, type Sample, spread, type Variants } from '../harness.ts';
import { Child } from '../live/child.ts';
import { userId } from '../live/wire.ts';

const SIZES = [1_000, 5_000];
const JOBS_PER_SECOND = 50;
const WINDOW_MS = 20_000;
const TURN_MS = 100;

export const line: Bench = {
  about: 'places in line: 1,000 and 5,000 watched users with a submission each, 50 a second leave the line',
  plan: { rounds: 6, warmUp: 1 },
  metrics: {
    cpuPercent: 'CPU of the gateway, of one core',
    redisPercent: 'CPU of Redis, of one core',
    lookMs: 'one look: places asked for, all told (median of 20 s)',
    betweenMs: 'from one look to the next',
    messages: 'messages published a second',
    positionsUs: 'µs of Redis for the places of 500',
  },
  async run(plan) {
    const worlds: World[] = [];
    try {
      for (const size of SIZES) worlds.push(await World.open(size));
      const variants: Record<string, Variants[string]> = {};
      for (const world of worlds) variants[`${world.size} watched`] = () => world.sample();
      return await measure(variants, plan);
    } finally {
      for (const world of worlds) await world.close();
    }
  },
};

interface Report {
  readonly cpuPercent: number;
  readonly published: number;
  readonly looks: readonly number[];
  readonly betweenMs: number;
}

/** A line of its own, a gateway whose pages look at all of it, and who submits and judges. */
class World {
  readonly size: number;
  readonly #server: Server;
  readonly #admin: Admin;
  readonly #queue: Queue;
  readonly #publisher: Publisher;
  readonly #gateway: Child;
  /** The user of each job. */
  readonly #users = new Map<string, string>();

  static async open(size: number): Promise<World> {
    const server = await startTestRedis('--appendonly', 'no');
    const world = new World(size, server, await connect(server.url));
    for (let user = 0; user < size; user++) world.#users.set(userId(user), userId(user));
    await world.#queue.addBulk([...world.#users].map(([id, user]) => jobOf(id, user)));
    await world.#gateway.greeting();
    return world;
  }

  private constructor(size: number, server: Server, admin: Admin) {
    this.size = size;
    this.#server = server;
    this.#admin = admin;
    this.#queue = new Queue({ url: server.url, name: 'line' });
    this.#publisher = new Publisher({ url: server.url });
    this.#gateway = new Child('../queue/watching.ts', [server.url, 'line', `${size}`]);
  }

  async sample(): Promise<Sample> {
    await this.#queue.heartbeat('worker', JOBS_PER_SECOND, []);
    await this.#gateway.ask('report');
    const redisBefore = await this.#redisSeconds();
    const began = performance.now();
    for (let done = 0; performance.now() - began < WINDOW_MS; ) {
      const due = Math.floor(((performance.now() - began) / 1_000) * JOBS_PER_SECOND);
      await this.#leave(due - done);
      done = due;
      await delay(TURN_MS);
    }
    const report = (await this.#gateway.ask('report')) as Report;
    const redisPercent = ((await this.#redisSeconds()) - redisBefore) / (WINDOW_MS / 1_000 / 100);
    const { cpuPercent, published: messages, betweenMs } = report;
    const lookMs = spread(
      report.looks.map((ms) => ({ ms })),
      'ms',
    )?.median;
    const positionsUs = await this.#positionsUs();
    return {
      cpuPercent,
      redisPercent,
      messages,
      betweenMs,
      positionsUs,
      ...(lookMs !== undefined && { lookMs }),
    };
  }

  async close(): Promise<void> {
    await this.#gateway.end();
    this.#queue.close();
    this.#publisher.close();
    this.#admin.destroy();
    await this.#server.stop();
  }

  /** Some begin and end, and their users submit again. */
  async #leave(count: number): Promise<void> {
    for (const { id, attempt } of await this.#queue.take(count)) {
      const user = this.#users.get(id) as string;
      this.#users.delete(id);
      await this.#tell(user, { type: 'submission.started', id, attempt });
      await this.#queue.ack(id, attempt, 1_000);
      const next = newId();
      this.#users.set(next, user);
      await this.#queue.add(jobOf(next, user));
      const place = await this.#queue.position(next);
      await this.#tell(user, { type: 'submission.queued', id: next, position: place?.position ?? null });
    }
  }

  async #tell(user: string, event: LiveEvent): Promise<void> {
    await this.#publisher.publish(`user:${user}`, JSON.stringify(event));
  }

  async #redisSeconds(): Promise<number> {
    const info = await this.#admin.info('cpu');
    return Number(/used_cpu_user:([\d.]+)/.exec(info)?.[1]) + Number(/used_cpu_sys:([\d.]+)/.exec(info)?.[1]);
  }

  /** The gateway may look meanwhile: the least of some calls is one by itself. */
  async #positionsUs(): Promise<number> {
    const ids = [...this.#users.keys()].slice(-500);
    const usec = async () =>
      Number(/cmdstat_evalsha:calls=\d+,usec=(\d+)/.exec(await this.#admin.info('commandstats'))?.[1]);
    const took: { us: number }[] = [];
    for (let n = 0; n < 9; n++) {
      const before = await usec();
      await this.#queue.positions(ids);
      took.push({ us: (await usec()) - before });
    }
    return spread(took, 'us')?.min as number;
  }
}

type Server = Awaited<ReturnType<typeof startTestRedis>>;
type Admin = Awaited<ReturnType<typeof connect>>;
const connect = (url: string) => createClient({ url }).connect();

const jobOf = (id: string, tenant: string) => ({ id, tenant, class: 'practice', payload: '{"n":1}' });
