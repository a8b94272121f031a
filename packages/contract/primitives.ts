import { z } from 'zod';

/** UUIDv7: ids sort by the time they were made. */
export const Id = z
  .uuidv7()
  .meta({ description: 'UUIDv7', examples: ['019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071'] });
export type Id = z.infer<typeof Id>;

/** ISO 8601, UTC, milliseconds. */
export const Timestamp = z.iso.datetime().meta({ description: 'ISO 8601, UTC' });
export type Timestamp = z.infer<typeof Timestamp>;

/** The name of a user: what others see, and what one may sign in with. */
export const Handle = z
  .string()
  .regex(/^[a-zA-Z0-9_][a-zA-Z0-9_.-]{1,31}$/, '2 to 32 letters, digits, _ . or -, not starting with . or -');
export type Handle = z.infer<typeof Handle>;

/** The name of a problem in addresses. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, '1 to 64 lower-case letters, digits or -, not starting with -');
export type Slug = z.infer<typeof Slug>;

export const LanguageId = z.string().regex(/^[a-z][a-z0-9+-]{0,31}$/, 'a language id, e.g. cpp');
export type LanguageId = z.infer<typeof LanguageId>;

export const Milliseconds = z.int().min(0).meta({ description: 'whole milliseconds' });
export const Kibibytes = z.int().min(0).meta({ description: 'whole kibibytes' });

/**
 * AC accepted, WA wrong answer, TLE time limit, MLE memory limit, OLE output limit, RTE run-time error,
 * CE compile error, JE judge error (the judge's or the problem's, never the author's).
 */
export const Verdict = z.enum(['AC', 'WA', 'TLE', 'MLE', 'OLE', 'RTE', 'CE', 'JE']);
export type Verdict = z.infer<typeof Verdict>;

/**
 * A limit that ended a program, or that it met before it failed. `file`: one file too large; `files`: all together;
 * `descriptors`: it used every one it may have.
 */
export const LimitName = z.enum([
  'cpu',
  'wall',
  'memory',
  'output',
  'processes',
  'file',
  'files',
  'descriptors',
]);
export type LimitName = z.infer<typeof LimitName>;
