import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface Script {
  readonly source: string;
  readonly sha: string;
}

/** `NAME.lua` of a folder, after the files that its scripts share. */
export function loadScript(folder: URL, name: string, shared: readonly string[] = ['common']): Script {
  const source = [...shared, name]
    .map((each) => readFileSync(new URL(`${each}.lua`, folder), 'utf8'))
    .join('\n');
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}

interface Parameters {
  keys: string[];
  arguments: string[];
}

interface Evaluator {
  eval(source: string, parameters: Parameters): Promise<unknown>;
  evalSha(sha: string, parameters: Parameters): Promise<unknown>;
}

/** Runs a script by its hash; a Redis that does not know it (new, restarted, flushed) gets the source. */
export async function runScript(
  client: Evaluator,
  { sha, source }: Script,
  keys: string | readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  const parameters = { keys: typeof keys === 'string' ? [keys] : [...keys], arguments: args.map(String) };
  try {
    return await client.evalSha(sha, parameters);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return client.eval(source, parameters);
  }
}
