import type { Context } from './context.ts';
import { parseYaml } from './parse-yaml.ts';
import { KNOWN_KEYS, KNOWN_LIMITS, ProblemYaml } from './problem-yaml.ts';
import type { ProblemPackage } from './types.ts';
import { readValidation, type Validation } from './validation.ts';

/** problem.yaml does not have to say a time limit; the reference tools work one out from the solutions. */
const DEFAULT_TIME_LIMIT_SECONDS = 1;
const DEFAULT_MEMORY_MIB = 256;

type Facts = Pick<
  ProblemPackage,
  'timeLimitMs' | 'memoryLimitKiB' | 'outputLimitBytes' | 'difficulty' | 'author' | 'source' | 'license'
>;

export interface Settings {
  /** False: problem.yaml could not be understood, and what is said here are only defaults. */
  readonly sound: boolean;
  /** Title by language tag; a name without a language is English. */
  readonly titles: ReadonlyMap<string, string>;
  readonly anyTitle: string | null;
  readonly facts: Facts;
  readonly validation: Validation;
}

export async function readSettings(context: Context): Promise<Settings> {
  const written = await readProblemYaml(context);
  const yaml = written ?? ProblemYaml.parse({});
  const titles = titlesOf(yaml);
  const seconds = yaml.limits?.time_limit ?? (await timeLimitFromFiles(context));
  if (seconds === null && written) {
    const message = `no time limit is given; it is ${DEFAULT_TIME_LIMIT_SECONDS} s (set limits.time_limit)`;
    context.warnings.push({ path: 'problem.yaml', message });
  }
  return {
    sound: written !== null,
    titles,
    anyTitle: [...titles.values()][0] ?? null,
    validation: readValidation(yaml, context),
    facts: {
      timeLimitMs: Math.ceil((seconds ?? DEFAULT_TIME_LIMIT_SECONDS) * 1000),
      memoryLimitKiB: Math.ceil((yaml.limits?.memory ?? DEFAULT_MEMORY_MIB) * 1024),
      outputLimitBytes: yaml.limits?.output ? Math.ceil(yaml.limits.output * 1024 * 1024) : null,
      difficulty: yaml.gavel?.difficulty ?? null,
      author: authorOf(yaml),
      source: [yaml.source ?? []].flat().join(', ') || null,
      license: yaml.license === 'unknown' ? null : (yaml.license ?? null),
    },
  };
}

/** `null`: there are new faults. */
async function readProblemYaml(context: Context): Promise<ProblemYaml | null> {
  const { listing, unpacker, faults, warnings } = context;
  const path = 'problem.yaml';
  const entry = listing.entries.find((one) => one.path === path);
  if (!entry) {
    faults.push({ path, message: 'is missing; it must be at the top of the package' });
    return null;
  }
  const text = await unpacker.text(entry);
  if (text === null) return null;
  const value = parseYaml(text, (message) => faults.push({ path, message }));
  if (value === null) return null;
  warnOfUnknown(value, warnings);
  const parsed = ProblemYaml.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path: at, message } of parsed.error.issues) {
    faults.push({ path, message: `${at.join('.')}: ${message}` });
  }
  return null;
}

function warnOfUnknown(value: Record<string, unknown>, warnings: Context['warnings']): void {
  const limits = typeof value.limits === 'object' && value.limits !== null ? value.limits : {};
  const unknown = [
    ...Object.keys(value).filter((key) => !KNOWN_KEYS.has(key)),
    ...Object.keys(limits)
      .filter((key) => !KNOWN_LIMITS.has(key))
      .map((key) => `limits.${key}`),
  ];
  for (const key of unknown) warnings.push({ path: 'problem.yaml', message: `${key} is not used` });
}

function titlesOf({ name }: ProblemYaml): Map<string, string> {
  const entries = typeof name === 'string' ? [['en', name] as const] : Object.entries(name ?? {});
  return new Map(entries.map(([language, title]) => [language, title.trim()] as const).filter(([, t]) => t));
}

function authorOf({ author, credits }: ProblemYaml): string | null {
  const people = typeof credits === 'string' ? [credits] : (credits?.authors ?? []);
  return people.join(', ') || author || null;
}

/** Kattis' tools keep a limit in `.timelimit`, DOMjudge in `domjudge-problem.ini`; both are seconds. */
async function timeLimitFromFiles({ listing, unpacker, faults }: Context): Promise<number | null> {
  for (const [path, pattern] of [
    ['.timelimit', /^\s*([^\s]+)\s*$/],
    ['domjudge-problem.ini', /^\s*timelimit\s*=\s*['"]?([^'"\s]+)/m],
  ] as const) {
    const entry = listing.entries.find((one) => one.path === path);
    const text = entry && (await unpacker.text(entry));
    const written = text && pattern.exec(text)?.[1];
    if (!written) continue;
    const seconds = Number(written);
    if (seconds >= 0.01 && seconds <= 120) return seconds;
    faults.push({ path, message: `the time limit must be 0.01 to 120 seconds, not ${written.slice(0, 40)}` });
  }
  return null;
}
