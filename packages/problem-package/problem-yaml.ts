import { z } from 'zod';

/**
 * The keys of problem.yaml that are used here, legacy and 2023-07 in one schema.
 * https://www.kattis.com/problem-package-format/spec/legacy.html
 * https://www.kattis.com/problem-package-format/spec/2023-07-draft.html
 */

/** `Full Name <mail>` or `{name, email}` → the name: addresses are not for publishing. */
const Person = z
  .union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)])
  .transform((text) => text.replace(/\s*<[^>]*>/, '').trim());

const People = z.union([Person.transform((person) => [person]), z.array(Person)]);

const Source = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);

/** YAML reads a year or a number where text was meant. */
const Text = z.union([z.string(), z.number().transform(String)]);

/** A day's worth of limits is a mistake; so is a limit that nothing can meet. */
const Limits = z.object({
  time_limit: z.number().min(0.01).max(120).optional(),
  memory: z.number().min(4).max(16_384).optional(),
  output: z.number().positive().max(1024).optional(),
  validation_time: z.number().min(0.01).max(600).optional(),
  validation_memory: z.number().min(4).max(16_384).optional(),
  validation_output: z.number().positive().max(1024).optional(),
});

const Difficulty = z.number().min(1).max(10);

export const ProblemYaml = z.object({
  problem_format_version: Text.optional(),
  name: z.union([Text, z.record(z.string(), Text)]).nullish(),
  type: z.union([z.string(), z.array(z.string()).min(1)]).nullish(),
  author: Text.nullish(),
  credits: z.union([Person, z.object({ authors: People.nullish() })]).nullish(),
  source: z.union([Source, z.array(Source)]).nullish(),
  license: Text.nullish(),
  limits: Limits.nullish(),
  validation: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  /** Read as the flags of test groups are. */
  validator_flags: z.unknown().optional(),
  gavel: z.object({ difficulty: Difficulty.nullish() }).nullish(),
});
export type ProblemYaml = z.infer<typeof ProblemYaml>;

/** Keys of the specifications that change nothing here, and so are passed over in silence. */
export const KNOWN_KEYS = new Set([
  ...Object.keys(ProblemYaml.shape),
  'uuid',
  'version',
  'source_url',
  'rights_owner',
  'embargo_until',
  'keywords',
  'grading',
]);

/** Limits of the specifications that are the judge's to set, not the problem's. */
export const KNOWN_LIMITS = new Set([
  ...Object.keys(Limits.shape),
  'time_multiplier',
  'time_multipliers',
  'time_resolution',
  'time_safety_margin',
  'code',
  'compilation_time',
  'compilation_memory',
  'validation_passes',
]);
