import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createClient } from 'redis';

interface Servers {
  readonly url: string;
  /** Of a cluster. */
  readonly nodes?: readonly { url: string }[];
  stop(): Promise<void>;
}

/**
 * Calls `use` with the address of a server or cluster, as the user that a README makes by `ACL SETUSER`, and stops the server
 * then. Nothing may be refused, and no command be allowed that is neither called by the Lua beside the README nor `sent`.
 */
export async function asReadmeUser(
  readme: URL,
  sent: readonly string[],
  servers: Servers,
  use: (url: string) => Promise<void>,
): Promise<void> {
  try {
    const user = await addReadmeUser(readme, servers.nodes ?? [servers]);
    const needed = new Set([...(await commandsOfScripts(new URL('lua/', readme))), ...sent]);
    assert.deepEqual(user.commands, [...needed].sort());
    await use(user.login(servers.url));
    assert.deepEqual(await user.refused(), []);
  } finally {
    await servers.stop();
  }
}

/** Makes the user by the README's lines as they stand: by the first on one server, by all on the nodes of a cluster. */
async function addReadmeUser(readme: URL, servers: readonly { url: string }[]) {
  const all = (await readFile(readme, 'utf8')).match(/^ACL SETUSER .+$/gm) ?? [];
  const lines = servers.length === 1 ? all.slice(0, 1) : all;
  const [, name, password] = /^ACL SETUSER (\S+) on >(\S+) /.exec(lines[0] ?? '') ?? [];
  if (!name) throw new Error(`${readme.pathname} has no line "ACL SETUSER NAME on >PASSWORD …"`);
  for (const line of lines) await askEach(servers, line.split(' '));
  return {
    login: (url: string) => url.replace('redis://', `redis://${name}:${password}@`),
    commands: [...lines.join(' ').matchAll(/ \+(\S+)/g)].map(([, command]) => command as string).sort(),
    /** So far. The client library's name is not missed: servers before 7.2 refuse it to everybody. */
    async refused() {
      const logs = (await askEach(servers, ['ACL', 'LOG'])) as { reason: string; object: string }[][];
      const refusals = logs.flat().map(({ reason, object }) => `${reason} ${object}`);
      return refusals.filter((refusal) => !refusal.startsWith('command client'));
    },
  };
}

async function askEach(servers: readonly { url: string }[], command: string[]): Promise<unknown[]> {
  return Promise.all(
    servers.map(async ({ url }) => {
      const admin = await createClient({ url }).connect();
      try {
        return (await admin.sendCommand(command)) as unknown;
      } finally {
        admin.destroy();
      }
    }),
  );
}

/** The commands that the Lua scripts of a folder call by their names. */
async function commandsOfScripts(folder: URL): Promise<string[]> {
  const used = new Set<string>();
  for (const file of await readdir(folder)) {
    const text = await readFile(new URL(file, folder), 'utf8');
    for (const [, name] of text.matchAll(/redis\.call\('(\w+)'/g)) used.add((name as string).toLowerCase());
  }
  return [...used];
}
