import { readdir, readFile } from 'node:fs/promises';
import { createClient } from 'redis';

/** The user that a README makes by `ACL SETUSER`. */
export interface ReadmeUser {
  /** The address of a server or cluster, as this user. */
  login(url: string): string;
  /** What it may do, in order. */
  readonly commands: readonly string[];
  /** What it was refused so far. The client library's name is not missed: servers before 7.2 refuse it to everybody. */
  refused(): Promise<string[]>;
}

/** Makes the user by the README's lines as they stand: by the first on one server, by all on the nodes of a cluster. */
export async function addReadmeUser(readme: URL, servers: readonly { url: string }[]): Promise<ReadmeUser> {
  const all = (await readFile(readme, 'utf8')).match(/^ACL SETUSER .+$/gm) ?? [];
  const lines = servers.length === 1 ? all.slice(0, 1) : all;
  const [, name, password] = /^ACL SETUSER (\S+) on >(\S+) /.exec(lines[0] ?? '') ?? [];
  if (!name) throw new Error(`${readme.pathname} has no line "ACL SETUSER NAME on >PASSWORD …"`);
  for (const line of lines) await askEach(servers, line.split(' '));
  return {
    login: (url) => url.replace('redis://', `redis://${name}:${password}@`),
    commands: [...lines.join(' ').matchAll(/ \+(\S+)/g)].map(([, command]) => command as string).sort(),
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
export async function commandsOfScripts(folder: URL): Promise<string[]> {
  const used = new Set<string>();
  for (const file of await readdir(folder)) {
    const text = await readFile(new URL(file, folder), 'utf8');
    for (const [, name] of text.matchAll(/redis\.call\('(\w+)'/g)) used.add((name as string).toLowerCase());
  }
  return [...used];
}
