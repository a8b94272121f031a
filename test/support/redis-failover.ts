import { createClient } from 'redis';
import type { TestRedis } from './redis.ts';
import { until } from './until.ts';

/** For `startTestRedis`: a replica's copy begins at once. */
export const REPLICATING = ['--repl-diskless-sync-delay', '0'] as const;

/** Makes it a replica, which forgets what it has, and waits until it has all of the other. */
export async function follow(replica: TestRedis, primary: TestRedis): Promise<void> {
  await ask(replica, ['REPLICAOF', '127.0.0.1', String(primary.port)]);
  await caughtUp(replica, primary);
}

export async function caughtUp(replica: TestRedis, primary: TestRedis): Promise<void> {
  await until('the replica has everything', async () => {
    const [theirs, own] = await Promise.all([replication(primary), replication(replica)]);
    return own.master_link_status === 'up' && own.slave_repl_offset === theirs.master_repl_offset;
  });
}

/** Makes it a primary with what it has got so far. */
export async function promote(replica: TestRedis): Promise<void> {
  await ask(replica, ['REPLICAOF', 'NO', 'ONE']);
}

async function replication(server: TestRedis): Promise<Record<string, string>> {
  const lines = String(await ask(server, ['INFO', 'replication'])).matchAll(/^(\w+):(.*?)\r?$/gm);
  return Object.fromEntries([...lines].map(([, name, value]) => [name, value]));
}

async function ask({ url }: TestRedis, command: string[]): Promise<unknown> {
  const client = await createClient({ url }).connect();
  try {
    return await client.sendCommand(command);
  } finally {
    client.destroy();
  }
}
