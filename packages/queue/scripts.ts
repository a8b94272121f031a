import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RedisLink } from './redis-link.ts';

const read = (name: string) => readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8');
const common = read('common');

function load(name: string) {
  const source = `${common}\n${read(name)}`;
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}

const scripts = {
  ack: load('ack'),
  add: load('add'),
  dead: load('dead'),
  fail: load('fail'),
  handBack: load('hand-back'),
  heartbeat: load('heartbeat'),
  position: load('position'),
  remove: load('remove'),
  stats: load('stats'),
  take: load('take'),
};

/** Runs a script by its hash; a Redis that does not know it (new, restarted, flushed) gets the source. */
export async function runScript(
  link: RedisLink,
  name: keyof typeof scripts,
  root: string,
  args: readonly (string | number)[],
): Promise<unknown> {
  const { sha, source } = scripts[name];
  const parameters = { keys: [root], arguments: args.map(String) };
  return link.run(async (client) => {
    try {
      return await client.evalSha(sha, parameters);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return client.eval(source, parameters);
    }
  });
}
