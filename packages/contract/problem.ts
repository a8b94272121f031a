import { z } from 'zod';
import { Id, Kibibytes, LanguageId, Milliseconds, Slug, Timestamp } from './primitives.ts';
import { Fault } from './problem-details.ts';

export const Language = z
  .object({ id: LanguageId, name: z.string(), version: z.string() })
  .meta({ id: 'Language' });
export type Language = z.infer<typeof Language>;

/** What the asking user has done on a problem: never tried, tried, solved. `null` for a visitor. */
export const OwnStatus = z.enum(['none', 'tried', 'solved']);
export type OwnStatus = z.infer<typeof OwnStatus>;

export const ProblemSummary = z
  .object({
    slug: Slug,
    title: z.string(),
    difficulty: z.number().nullable().meta({ description: '1 (easy) to 10 (hard); null: not said' }),
    timeLimitMs: Milliseconds.meta({
      description:
        'CPU time of each test, for C, C++, Go and Rust; Python has 3 times as much, Java twice and 500 ms, JavaScript and TypeScript twice and 200 ms',
    }),
    memoryLimitKiB: Kibibytes.meta({
      description:
        'for C, C++, Python and Rust; Go has 16 MiB more, JavaScript and TypeScript 64 MiB, Java 128 MiB',
    }),
    tests: z.int(),
    interactive: z.boolean().meta({
      description: 'the program talks with one of ours: it must flush its output after each line',
    }),
    own: OwnStatus.nullable(),
    solvedBy: z.int().meta({ description: 'how many users have solved it' }),
  })
  .meta({ id: 'ProblemSummary' });
export type ProblemSummary = z.infer<typeof ProblemSummary>;

export const Sample = z.object({ name: z.string(), input: z.string(), answer: z.string() });
export type Sample = z.infer<typeof Sample>;

export const HoldingEvent = z.object({ id: Id, title: z.string(), endsAt: Timestamp });
export type HoldingEvent = z.infer<typeof HoldingEvent>;

export const Problem = ProblemSummary.extend({
  statementHtml: z.string().meta({ description: 'sanitised; math is already rendered (KaTeX)' }),
  author: z.string().nullable(),
  source: z.string().nullable(),
  license: z.string().nullable(),
  samples: z.array(Sample),
  heldBy: HoldingEvent.nullable().optional().meta({
    description:
      'an event that runs and that the asking user takes part in: until its end, what they submit must be submitted there',
  }),
}).meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

/** The answer to a stored problem package. */
export const StoredProblem = z.object({
  slug: Slug,
  title: z.string(),
  tests: z.int(),
  warnings: z.array(Fault).meta({ description: 'what of the package is not used, or not as it was meant' }),
});
export type StoredProblem = z.infer<typeof StoredProblem>;

/** Outputs are compared word by word. */
export type TokenComparison = {
  kind: 'tokens';
  spaceSensitive: boolean;
  absoluteTolerance: number | null;
  relativeTolerance: number | null;
};

/** A program of the problem decides. */
export type RefereeComparison = {
  /** A checker reads input, answer and output, and decides; an interactor talks with the submission. */
  kind: 'checker' | 'interactor';
  /** Id of a language of ours. */
  language: string;
  /** The file that is compiled, among its sources: a JSON object of file name → text, kept like test data. */
  main: string;
  protocol: 'icpc' | 'testlib';
  /** Arguments of the command line. */
  flags: string[];
  /** Where it shall have others than the judge's own. */
  limits?: { cpuMs?: number; memoryKiB?: number; outputBytes?: number };
};

/** How outputs become verdicts. Of this only `interactive` above is public. */
export type Comparison = TokenComparison | RefereeComparison;

/** What holds where a problem says nothing. */
export const plainTokens: TokenComparison = {
  kind: 'tokens',
  spaceSensitive: false,
  absoluteTolerance: null,
  relativeTolerance: null,
};
