import { Queue } from '@gavel/queue';
import { startTestRedis, type TestRedis } from '@gavel/test-support';
import { createClient } from 'redis';
import type { Bench } from '../bench.ts';
import { measure, type Sample } from '../harness.ts';

const SIZES = [1_000, 100_000, 1_000_000];
const TENANTS = [1, 100_000];
const CALLS = 300;

type Admin = Awaited<ReturnType<typeof connect>>;
const connect = (url: string) => createClient({ url }).connect();

/** What `take`, places and a waiting job cost as the line grows. Lines are filled once, and kept at their lengths. */
export const queueScale: Bench = {
  about:
    'the queue with 1,000 to 1,000,000 jobs waiting, of 1 and of 100,000 tenants: take, place in line, memory',
  plan: { rounds: 8, warmUp: 1 },
  metrics: {
    takeUs: 'µs of Redis to take one job',
    takeCommands: 'commands of Redis to take one job',
    placeP50Us: 'µs to ask for one place, p50',
    placeP99Us: 'the same, p99',
    jobBytes: 'bytes of Redis for each waiting job',
  },
  async run(plan) {
    const server = await startTestRedis('--appendonly', 'no');
    const admin = await connect(server.url);
    const lines: Line[] = [];
    try {
      for (const tenants of TENANTS) {
        for (const size of SIZES) lines.push(await Line.fill(server, admin, size, tenants));
      }
      return await measure(Object.fromEntries(lines.map((line) => [line.name, () => line.sample()])), plan);
    } finally {
      for (const line of lines) line.close();
      admin.destroy();
      await server.stop();
    }
  },
};

class Line {
  readonly name: string;
  readonly #queue: Queue;
  readonly #admin: Admin;
  readonly #size: number;
  readonly #tenants: number;
  #added = 0;
  #jobBytes = 0;

  static async fill(server: TestRedis, admin: Admin, size: number, tenants: number): Promise<Line> {
    const line = new Line(server, admin, size, tenants);
    const before = await line.#usedMemory();
    while (line.#added < size) {
      await line.#queue.addBulk(Array.from({ length: Math.min(size, 1_000) }, () => line.#nextJob()));
    }
    line.#jobBytes = ((await line.#usedMemory()) - before) / size;
    return line;
  }

  private constructor(server: TestRedis, admin: Admin, size: number, tenants: number) {
    this.name = `${size.toLocaleString('en')} jobs, ${tenants.toLocaleString('en')} tenants`;
    this.#queue = new Queue({ url: server.url, name: `${size}-${tenants}`, timeoutMs: 60_000 });
    this.#admin = admin;
    this.#size = size;
    this.#tenants = tenants;
  }

  async sample(): Promise<Sample> {
    await this.#admin.configResetStat();
    const taken = [];
    for (let n = 0; n < CALLS; n++) taken.push(...(await this.#queue.take(1)));
    const cost = await this.#scriptCost();
    for (const job of taken) {
      await this.#queue.ack(job.id, job.attempt);
      await this.#queue.add(this.#nextJob());
    }
    const places: number[] = [];
    for (let n = 0; n < CALLS; n++) {
      const id = String(this.#added - 1 - Math.floor(Math.random() * this.#size * 0.9));
      const began = performance.now();
      await this.#queue.position(id);
      places.push((performance.now() - began) * 1_000);
    }
    places.sort((a, b) => a - b);
    const [placeP50Us, placeP99Us] = [0.5, 0.99].map((share) => places[Math.floor(CALLS * share)] as number);
    return { ...cost, placeP50Us, placeP99Us, jobBytes: this.#jobBytes } as Sample;
  }

  close(): void {
    this.#queue.close();
  }

  #nextJob() {
    const id = String(this.#added++);
    return { id, tenant: `user-${Number(id) % this.#tenants}`, class: 'practice', payload: '{"n":1}' };
  }

  async #usedMemory(): Promise<number> {
    return Number(/used_memory:(\d+)/.exec(await this.#admin.info('memory'))?.[1]);
  }

  /** Of each take since the last reset: all scripts that ran were takes. */
  async #scriptCost(): Promise<Sample> {
    let [takeUs, commands] = [0, 0];
    for (const [, name, calls, us] of (await this.#admin.info('commandstats')).matchAll(
      /cmdstat_(\S+):calls=(\d+),usec=(\d+)/g,
    )) {
      if (name === 'evalsha') takeUs += Number(us);
      else if (!/^(config|info|ping)/.test(name as string)) commands += Number(calls);
    }
    return { takeUs: takeUs / CALLS, takeCommands: commands / CALLS };
  }
}
