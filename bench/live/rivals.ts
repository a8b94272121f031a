import { Publisher } from '@gavel/live';
import { startTestRedis } from '@gavel/test-support';
import { createAdapter } from '@socket.io/redis-adapter';
import { createClient } from 'redis';
import { Server as SocketIo } from 'socket.io';
import { Child } from './child.ts';
import type { Kind, Order, Report } from './clients.ts';
import { userId } from './wire.ts';

export const kinds: readonly Kind[] = ['bare', 'once', 'socketio', 'gavel'];
/** As many processes of clients as there are; each holds its share of every server's sockets. */
const CLIENT_PROCESSES = 2;

/** Publishes to everybody, or to one user. */
type Publish = (user: number | 'all', event: string) => Promise<unknown>;

/** All servers side by side on one Redis, and clients for all of them. */
export class Rivals implements AsyncDisposable {
  readonly #redis;
  readonly #clients: readonly Child[];
  readonly #servers: ReadonlyMap<Kind, { child: Child; port: number }>;
  readonly #publishers: Readonly<Record<Kind, Publish>>;
  readonly #close: () => void;

  private constructor(
    redis: Awaited<ReturnType<typeof startTestRedis>>,
    servers: ReadonlyMap<Kind, { child: Child; port: number }>,
    publishers: Awaited<ReturnType<typeof openPublishers>>,
  ) {
    this.#redis = redis;
    this.#servers = servers;
    this.#clients = Array.from({ length: CLIENT_PROCESSES }, () => new Child('clients.ts'));
    this.#publishers = publishers.publish;
    this.#close = publishers.close;
  }

  static async start(): Promise<Rivals> {
    const redis = await startTestRedis('--appendonly', 'no');
    const servers = new Map<Kind, { child: Child; port: number }>();
    for (const kind of kinds) {
      const child = new Child('serve.ts', [kind, redis.url]);
      servers.set(kind, { child, port: (await child.greeting()) as number });
    }
    return new Rivals(redis, servers, await openPublishers(redis.url));
  }

  publish(kind: Kind, user: number | 'all', event: string): Promise<unknown> {
    return this.#publishers[kind](user, event);
  }

  /** One socket for each of the users, a number that stands twice has two. */
  async connect(kind: Kind, users: readonly number[], channel: string): Promise<void> {
    const port = this.#server(kind).port;
    await this.#each((part) => ({
      ...{ op: 'connect', kind, port, channel },
      users: users.filter((_, i) => i % CLIENT_PROCESSES === part),
    }));
  }

  /** Resolves when each process of clients has received that many messages of the server since the last report. */
  expect(kind: Kind, counts: readonly number[]): Promise<unknown> {
    return this.#each((part) => ({ op: 'expect', kind, count: counts[part] as number }));
  }

  async report(kind: Kind): Promise<Report[]> {
    return (await this.#each(() => ({ op: 'report', kind }))) as Report[];
  }

  async freezeOne(kind: Kind): Promise<void> {
    await this.#clients[0]?.ask({ op: 'freeze', kind });
  }

  async cpuMs(kind: Kind): Promise<number> {
    return (await this.#server(kind).child.ask('cpu')) as number;
  }

  /** After a collection of garbage. */
  async rssKiB(kind: Kind): Promise<number> {
    return (await this.#server(kind).child.ask('memory')) as number;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close();
    for (const client of this.#clients) await client.end();
    for (const { child } of this.#servers.values()) await child.end();
    await this.#redis.stop();
  }

  #server(kind: Kind) {
    const server = this.#servers.get(kind);
    if (!server) throw new Error(`${kind} does not run`);
    return server;
  }

  #each(order: (part: number) => Order): Promise<unknown[]> {
    return Promise.all(this.#clients.map((client, part) => client.ask(order(part))));
  }
}

async function openPublishers(redisUrl: string) {
  const redis = await createClient({ url: redisUrl }).connect();
  const publisher = new Publisher({ url: redisUrl, timeoutMs: 10_000 });
  const io = new SocketIo({ adapter: createAdapter(redis, deaf) });
  const plain: Publish = (to, event) => redis.publish('bench', `${to} ${event}`);
  const publish: Readonly<Record<Kind, Publish>> = {
    bare: plain,
    once: plain,
    socketio: async (to, event) => {
      const content: unknown = JSON.parse(event);
      if (to === 'all') io.emit('m', content);
      else io.to(`user:${to}`).emit('m', content);
    },
    gavel: (to, event) => publisher.publish(to === 'all' ? 'all' : `user:${userId(to)}`, event),
  };
  const close = () => {
    publisher.close();
    redis.destroy();
  };
  return { publish, close };
}

/** A publisher need not hear what it publishes: for Socket.IO that would cost it a share of its rate. */
const deaf = Object.fromEntries(
  ['pSubscribe', 'subscribe', 'on'].map((name) => [name, () => Promise.resolve()]),
);
