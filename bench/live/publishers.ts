import { Publisher } from '@gavel/live';
import { createAdapter } from '@socket.io/redis-adapter';
import { createClient } from 'redis';
import { Server as SocketIo } from 'socket.io';
import type { Kind } from './clients.ts';
import { userId } from './wire.ts';

/** Publishes to everybody, or to one user. */
export type Publish = (user: number | 'all', event: string) => Promise<unknown>;

export type Publishers = Awaited<ReturnType<typeof openPublishers>>;

const channelOf = (to: number | 'all') => (to === 'all' ? 'all' : `user:${userId(to)}`);

/** The ways to publish to each server. */
export async function openPublishers(redisUrl: string) {
  const redis = await createClient({ url: redisUrl }).connect();
  const publisher = new Publisher({ url: redisUrl, timeoutMs: 10_000 });
  const io = new SocketIo({ adapter: createAdapter(redis, deaf) });
  /** A channel for each: a server that hears what is meant for another would broadcast at the same time. */
  const plain =
    (kind: Kind): Publish =>
    (to, event) =>
      redis.publish(kind, `${to} ${event}`);
  const publish: Readonly<Record<Kind, Publish>> = {
    bare: plain('bare'),
    once: plain('once'),
    socketio: async (to, event) => {
      const content: unknown = JSON.parse(event);
      if (to === 'all') io.emit('m', content);
      else io.to(`user:${to}`).emit('m', content);
    },
    gavel: (to, event) => publisher.publish(channelOf(to), event),
  };
  const close = () => {
    publisher.close();
    redis.destroy();
  };
  return { publish, openForgetful: () => openForgetful(redis), close };
}

/**
 * What our publisher puts on the wire, without its script: neither counted nor kept in Redis. So a gateway can be
 * measured with a publisher as cheap as that of the others.
 */
async function openForgetful(redis: Awaited<ReturnType<typeof openRedis>>) {
  const positions = new Map<string, { epoch: string; offset: number }>();
  const publish: Publish = async (to, event) => {
    const root = `{gavel:live:${channelOf(to)}}`;
    const position = positions.get(root);
    if (!position) throw new Error(`${root}: where it is was not read before`);
    position.offset++;
    return redis.publish(root, `${position.epoch} ${position.offset} ${event}`);
  };
  const learn = (users: number) =>
    eachUser(users, async (root) => {
      const { epoch = '', offset } = await redis.hGetAll(`${root}:position`);
      positions.set(root, { epoch, offset: Number(offset) });
    });
  /** So that the script goes on behind what readers have. */
  const tell = (users: number) =>
    eachUser(users, (root) => redis.hSet(`${root}:position`, 'offset', positions.get(root)?.offset ?? 0));
  return { publish, learn, tell };
}

const openRedis = (url: string) => createClient({ url }).connect();

const eachUser = (users: number, act: (root: string) => Promise<unknown>) =>
  Promise.all(Array.from({ length: users }, (_, user) => act(`{gavel:live:${channelOf(user)}}`)));

/** A publisher need not hear what it publishes: for Socket.IO that would cost it a share of its rate. */
const deaf = Object.fromEntries(
  ['pSubscribe', 'subscribe', 'on'].map((name) => [name, () => Promise.resolve()]),
);
