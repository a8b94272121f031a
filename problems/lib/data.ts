import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What a generator makes. Secret tests have a label that says what they are for. */
export interface Cases {
  readonly samples: readonly string[];
  readonly secret: readonly (readonly [label: string, input: string])[];
  /** The reference solution: input → answer, without the last line end. */
  solve(input: string): string;
}

/** Path under `data/` → content. */
export function makeData({ samples, secret, solve }: Cases): Map<string, string> {
  const files = new Map<string, string>();
  const add = (name: string, input: string) => {
    if (!input.endsWith('\n')) throw new Error(`${name}: an input ends with a line end`);
    files.set(`${name}.in`, input);
    files.set(`${name}.ans`, `${solve(input)}\n`);
  };
  for (const [index, input] of samples.entries()) add(`sample/${index + 1}`, input);
  for (const [index, [label, input]] of secret.entries()) {
    add(`secret/${String(index + 1).padStart(2, '0')}-${label}`, input);
  }
  return files;
}

/** Replaces the `data/` folder of the problem whose `generators/` folder is given. */
export async function writeData(generators: string, files: ReadonlyMap<string, string>): Promise<void> {
  const data = join(dirname(generators), 'data');
  await rm(data, { recursive: true, force: true });
  for (const [path, content] of files) {
    await mkdir(dirname(join(data, path)), { recursive: true });
    await writeFile(join(data, path), content);
  }
}
