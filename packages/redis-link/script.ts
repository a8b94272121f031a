import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Sender, sendAsIs } from './client.ts';

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

/**
 * Runs a script by its hash; a Redis that does not know it (new, restarted, flushed) gets the source. Its keys share a hash
 * tag.
 */
export function runScript(
  client: Sender,
  { sha, source }: Script,
  keys: string | readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  const all = typeof keys === 'string' ? [keys] : keys;
  const command = ['EVALSHA', sha, String(all.length), ...all];
  for (const arg of args) command.push(String(arg));
  return sendAsIs(client, all[0], command).catch((error: unknown) => {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return sendAsIs(client, all[0], ['EVAL', source, ...command.slice(2)]);
  });
}
