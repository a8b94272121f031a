import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JudgeLimits } from '@gavel/judge';
import { slowness } from '@gavel/test-support';

const folder = join(import.meta.dirname, 'programs');

const languages: Record<string, string> = {
  c: 'c',
  cpp: 'cpp',
  py: 'python',
  java: 'java',
  js: 'javascript',
};

/** A hostile program: what its header says, and its source. */
export type HostileProgram = {
  category: string;
  /** As `forks/loop.c`. */
  name: string;
  language: string;
  tries: string;
  /** What must come of it, in words. */
  must: string;
  /** `held`: it ends well and says so, which it does when all it tried was refused; or the statuses it may get. */
  want: string[];
  /** The flaw of a real judge that it goes back to. */
  flaw: string | null;
  limits: JudgeLimits;
  compileLimits: JudgeLimits;
  /** Runs of it, one after the other in one box. */
  runs: number;
  /** A program that is run to its end before, in a box of its own. */
  after: string | null;
  source: string;
};

/** Much, so that only what is meant to hit a limit hits one, on a busy machine too. */
const roomy = { cpuMs: 10_000, wallMs: 60_000, memoryKiB: 256 * 1024, outputBytes: 1 << 20 };

const roomyCompiler = { cpuMs: 30_000, wallMs: 60_000, memoryKiB: 512 * 1024 };

export function readPrograms(): HostileProgram[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: category }) =>
      readdirSync(join(folder, category)).map((file) => readProgram(category, `${category}/${file}`)),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readProgram(category: string, name: string): HostileProgram {
  const source = readFileSync(join(folder, name), 'utf8');
  const header = new Map(
    [...source.matchAll(/^(?: \*|\/\/|#) (tries|must|want|flaw|limits|compile|runs|after): +(.+)$/gm)].map(
      ([, key = '', value = '']) => [key, value] as const,
    ),
  );
  const field = (key: string) => {
    const value = header.get(key);
    if (value === undefined) throw new Error(`test/hostile/programs/${name}: its header has no "${key}:"`);
    return value;
  };
  const language = languages[name.split('.').at(-1) ?? ''];
  if (!language) throw new Error(`test/hostile/programs/${name}: no language has files of that name`);
  return {
    ...{
      category,
      name,
      language,
      tries: field('tries'),
      must: field('must'),
      want: field('want').split(' '),
    },
    flaw: header.get('flaw') ?? null,
    limits: slowed({ ...roomy, ...limitsOf(header.get('limits') ?? '') }),
    compileLimits: slowed({ ...roomyCompiler, ...limitsOf(header.get('compile') ?? '') }),
    runs: Number(header.get('runs') ?? 1),
    after: header.get('after') ?? null,
    source: withPrelude(source),
  };
}

function limitsOf(text: string): Partial<JudgeLimits> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)=(\d+)/g)].map(([, name, value]) => [name, Number(value)]),
  );
}

function slowed<Limits extends { cpuMs: number; wallMs: number }>(limits: Limits): Limits {
  return { ...limits, cpuMs: limits.cpuMs * slowness, wallMs: limits.wallMs * slowness };
}

/** A submission is one file: what C programs share is put into each. */
function withPrelude(source: string): string {
  const include = '#include "attempt.h"\n';
  if (!source.includes(include)) return source;
  return source.replace(include, () => readFileSync(join(folder, 'attempt.h'), 'utf8'));
}
