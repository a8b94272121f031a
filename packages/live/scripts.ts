import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

interface Evaluator {
  eval(source: string, parameters: Parameters): Promise<unknown>;
  evalSha(sha: string, parameters: Parameters): Promise<unknown>;
}

interface Parameters {
  keys: string[];
  arguments: string[];
}

const read = (name: string) => readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8');
const common = read('common');

function load(name: string) {
  const source = `${common}\n${read(name)}`;
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}

const scripts = { history: load('history'), publish: load('publish') };

/** The name that is published to, and the beginning of all keys of the channel. */
export const rootOf = (channel: string) => `{gavel:live:${channel}}`;

/** Runs a script by its hash; a Redis that does not know it (new, restarted, flushed) gets the source. */
export async function runScript(
  client: Evaluator,
  name: keyof typeof scripts,
  channel: string,
  args: readonly (string | number)[],
): Promise<unknown> {
  const { sha, source } = scripts[name];
  const parameters = { keys: [rootOf(channel)], arguments: args.map(String) };
  try {
    return await client.evalSha(sha, parameters);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return client.eval(source, parameters);
  }
}
