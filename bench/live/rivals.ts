import { setTimeout as delay } from 'node:timers/promises';
import { startTestRedis } from '@gavel/test-support';
import { Child } from './child.ts';
import type { Kind, Order, Report } from './clients.ts';
import { openPublishers, type Publishers } from './publishers.ts';
import type { ServerOrder } from './serve.ts';
import type { SlowState } from './slow-end.ts';
import type { Flow, Streamed, StreamOrder, Way } from './stream.ts';
import { type Usage, UsageMeter } from './usage.ts';

export const kinds: readonly Kind[] = ['bare', 'once', 'socketio', 'gavel'];
/** As many processes of clients as there are; each holds its share of every server's sockets. */
const CLIENT_PROCESSES = 2;

/** All servers side by side on one Redis, and clients for all of them. */
export class Rivals implements AsyncDisposable {
  readonly #redis;
  readonly #clients: readonly Child[];
  readonly #servers: ReadonlyMap<Kind, { child: Child; port: number }>;
  readonly #publishers: Publishers;
  readonly #stream: Child;
  readonly #meter: UsageMeter;

  private constructor(
    redis: Awaited<ReturnType<typeof startTestRedis>>,
    servers: ReadonlyMap<Kind, { child: Child; port: number }>,
    publishers: Publishers,
    meter: UsageMeter,
  ) {
    this.#redis = redis;
    this.#servers = servers;
    this.#clients = Array.from({ length: CLIENT_PROCESSES }, () => new Child('clients.ts'));
    this.#stream = new Child('stream.ts', [redis.url]);
    this.#publishers = publishers;
    this.#meter = meter;
  }

  static async start(chosen: readonly Kind[] = kinds): Promise<Rivals> {
    const redis = await startTestRedis('--appendonly', 'no');
    const servers = new Map<Kind, { child: Child; port: number }>();
    for (const kind of chosen) {
      const child = new Child('serve.ts', [kind, redis.url]);
      servers.set(kind, { child, port: (await child.greeting()) as number });
    }
    const [publishers, meter] = [await openPublishers(redis.url), await UsageMeter.open(redis.url)];
    const rivals = new Rivals(redis, servers, publishers, meter);
    await rivals.#stream.greeting();
    return rivals;
  }

  publish(kind: Kind, user: number | 'all', event: string): Promise<unknown> {
    return this.#publishers.publish[kind](user, event);
  }

  /** Publishes from a process of its own for so long. */
  async stream(way: Way, users: number, flow: Flow, ms: number): Promise<Streamed> {
    const order = (each: StreamOrder) => this.#stream.ask(each);
    await order({ op: 'begin', way, users, flows: [flow] });
    await delay(ms);
    return (await order({ op: 'end' })) as Streamed;
  }

  /** One socket for each of the users, a number that stands twice has two. */
  async connect(kind: Kind, users: readonly number[], channel: string): Promise<void> {
    const port = this.#server(kind).port;
    await this.#each((part) => ({
      ...{ op: 'connect', kind, port, channels: [channel] },
      users: users.filter((_, i) => i % CLIENT_PROCESSES === part),
    }));
  }

  /**
   * Resolves when each process of clients has received that many messages of the server since the last report, or at
   * the next report.
   */
  expect(kind: Kind, counts: readonly number[]): Promise<unknown> {
    return this.#each((part) => ({ op: 'expect', kind, count: counts[part] as number }));
  }

  async report(kind: Kind): Promise<Report[]> {
    return (await this.#each(() => ({ op: 'report', kind }))) as Report[];
  }

  /** One client more, of the user `SLOW`, that has stopped reading. */
  async connectSlow(kind: Kind): Promise<void> {
    await this.#clients[0]?.ask({ op: 'connect slow', kind, port: this.#server(kind).port } satisfies Order);
  }

  async dropSlow(kind: Kind): Promise<void> {
    await this.#clients[0]?.ask({ op: 'drop slow', kind } satisfies Order);
  }

  slowState(kind: Kind): Promise<SlowState> {
    return this.#ask(kind, 'slow') as Promise<SlowState>;
  }

  async cpuMs(kind: Kind): Promise<number> {
    return (await this.#ask(kind, 'cpu')) as number;
  }

  /** Processor time of all that takes part, but for who publishes. */
  async usage(kind: Kind): Promise<Usage> {
    const clients = (await this.#each(() => ({ op: 'cpu' }))) as number[];
    return this.#meter.read(await this.cpuMs(kind), clients);
  }

  /** After a collection of garbage. */
  async rssKiB(kind: Kind): Promise<number> {
    return (await this.#ask(kind, 'rss')) as number;
  }

  /** What is reachable, after a collection of garbage: in the heap and outside of it. */
  async heapKiB(kind: Kind): Promise<number> {
    return (await this.#ask(kind, 'heap')) as number;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#publishers.close();
    this.#meter.close();
    for (const child of [...this.#clients, this.#stream]) await child.end();
    for (const { child } of this.#servers.values()) await child.end();
    await this.#redis.stop();
  }

  #server(kind: Kind) {
    const server = this.#servers.get(kind);
    if (!server) throw new Error(`${kind} does not run`);
    return server;
  }

  #ask(kind: Kind, order: ServerOrder): Promise<unknown> {
    return this.#server(kind).child.ask(order);
  }

  #each(order: (part: number) => Order): Promise<unknown[]> {
    return Promise.all(this.#clients.map((client, part) => client.ask(order(part))));
  }
}
