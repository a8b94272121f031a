import { setTimeout as delay } from 'node:timers/promises';
import { createClient, createCluster } from 'redis';
import { lasting, NO_TIMEOUT } from './lasting.ts';

/** What one server's client and a cluster's have in common: commands with a key, which is all that libraries here use. */
export type RedisClient = ReturnType<typeof createSingle>;

export interface RedisClientOptions {
  readonly onError: (error: Error) => void;
  /** Milliseconds after which a command fails; by default it waits. */
  readonly commandTimeoutMs?: number;
}

/** `redis://one:6379?cluster=true`, or several nodes with commas between: any of them tells where the others are. */
export function isCluster(url: string): boolean {
  return url.includes(',') || new URL(url).searchParams.get('cluster') === 'true';
}

/**
 * A client that is not connected yet. It reconnects for ever, and rejects commands while it is offline instead of
 * keeping them for later.
 */
export function createRedisClient(url: string, options: RedisClientOptions): RedisClient {
  return isCluster(url) ? createClustered(url, options) : createSingle(url, options);
}

/** Connects, however long that takes: a cluster's client gives up by itself when no node answers at the start. */
export async function connectLasting(client: RedisClient, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await client.connect();
      return;
    } catch (error) {
      if (signal.aborted) return;
      client.emit('error', error);
      // Rejects only when aborted, which ends the loop.
      await delay(lasting.socket.reconnectStrategy(3), undefined, { signal }).catch(() => {});
    }
  }
}

/**
 * A client that is destroyed while its socket is being made would go on to be connected, and ping for ever (node-redis
 * 6.3.1): its process does not end.
 */
export function stayDestroyed(client: {
  on(event: 'connect', listener: () => void): unknown;
  readonly isOpen: boolean;
  destroy(): void;
}): void {
  client.on('connect', () => {
    if (!client.isOpen) client.destroy();
  });
}

function createSingle(url: string, { onError, commandTimeoutMs }: RedisClientOptions) {
  const client = createClient({ url, disableOfflineQueue: true, ...lasting, ...timeout(commandTimeoutMs) });
  stayDestroyed(client);
  return client.on('error', onError);
}

function createClustered(urls: string, { onError, commandTimeoutMs }: RedisClientOptions): RedisClient {
  const nodes = urls.split(',').map((url) => new URL(url));
  const [{ username, password, protocol }] = nodes as [URL, ...URL[]];
  const cluster = createCluster({
    rootNodes: nodes.map(({ protocol, host }) => ({ url: `${protocol}//${host}` })),
    // Only nodes whose keys are asked for: another one that is down at the start must not hold this one up.
    minimizeConnections: true,
    topologyRefreshOnReconnectionAttemptStrategy: 1_000,
    defaults: {
      ...(username ? { username: decodeURIComponent(username) } : {}),
      ...(password ? { password: decodeURIComponent(password) } : {}),
      disableOfflineQueue: true,
      pingInterval: lasting.pingInterval,
      socket: { ...lasting.socket, ...(protocol === 'rediss:' ? { tls: true as const } : {}) },
    },
    ...timeout(commandTimeoutMs),
  });
  cluster.on('error', onError);
  cluster.on('node-error', (error: Error) => cluster.emit('error', error));
  for (const event of ['connect', 'node-ready']) cluster.on(event, () => cluster.emit('ready'));
  return cluster as unknown as RedisClient;
}

/** A client of one server or of a cluster. */
export interface Sender {
  sendCommand(command: string[]): Promise<unknown>;
}

/** To the node of this key. node-redis' own functions for commands take 4 µs a call more. */
export function sendAsIs(client: Sender, key: string | undefined, command: string[]): Promise<unknown> {
  if (!('masters' in client)) return client.sendCommand(command);
  return (client as unknown as ReturnType<typeof createCluster>).sendCommand(key, false, command);
}

const timeout = (ms = NO_TIMEOUT) => ({ commandOptions: { timeout: ms } });
