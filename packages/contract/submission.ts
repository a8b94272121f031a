import { z } from 'zod';
import { bounds } from './bounds.ts';
import {
  Id,
  Kibibytes,
  LanguageId,
  LimitName,
  Milliseconds,
  Slug,
  Timestamp,
  Verdict,
} from './primitives.ts';

/** NUL and unpaired surrogates are not text: Postgres cannot keep them and no compiler wants them. */
export const SourceText = z
  .string()
  .min(1, 'the source is empty')
  .refine((text) => new TextEncoder().encode(text).length <= bounds.source, {
    message: `the source is larger than ${bounds.source / 1024} KiB`,
  })
  .refine((text) => !text.includes('\0') && text.isWellFormed(), { message: 'the source is not text' });

export const NewSubmission = z.object({
  problem: Slug,
  language: LanguageId,
  source: SourceText,
  event: Id.optional(),
});
export type NewSubmission = z.infer<typeof NewSubmission>;

export const SubmissionState = z.enum(['queued', 'running', 'done', 'cancelled']);
export type SubmissionState = z.infer<typeof SubmissionState>;

export const TestResult = z.object({
  index: z.int().min(1).meta({ description: 'from 1, in the order of judging' }),
  name: z.string(),
  verdict: Verdict,
  cpuMs: Milliseconds,
  wallMs: Milliseconds,
  memoryKiB: Kibibytes,
  points: z.number().nullable(),
  limit: LimitName.nullable().meta({ description: 'which one ended the program; null: none did' }),
  exitCode: z
    .int()
    .nullable()
    .meta({ description: 'null: it ended by a signal, or the interactor’s verdict ended it' }),
  signal: z.string().nullable().meta({ description: 'e.g. SIGSEGV' }),
  message: z.string().nullable().meta({
    description:
      'what the checker or interactor said of it, on stderr or for judges; null for all but admins',
  }),
});
export type TestResult = z.infer<typeof TestResult>;

export const CompileResult = z.object({ ok: z.boolean(), output: z.string() });
export type CompileResult = z.infer<typeof CompileResult>;

/** A verdict that was in force until the submission was judged again. */
export const PastVerdict = z.object({
  attempt: z.int(),
  verdict: Verdict,
  score: z.number().nullable(),
  judgedAt: Timestamp,
  replacedAt: Timestamp,
  rejudging: Id.nullable().meta({ description: 'the set that replaced it; null: judged again by itself' }),
});
export type PastVerdict = z.infer<typeof PastVerdict>;

/** Fields that are not known yet are `null`. */
export const Submission = z
  .object({
    id: Id,
    problem: Slug,
    event: Id.nullable().meta({ description: 'in which it counts; null: practice' }),
    user: z.object({ id: Id, handle: z.string() }),
    language: LanguageId,
    state: SubmissionState,
    verdict: Verdict.nullable(),
    score: z.number().nullable(),
    cpuMs: Milliseconds.nullable().meta({ description: 'of the slowest test' }),
    memoryKiB: Kibibytes.nullable().meta({ description: 'of the largest test' }),
    attempt: z.int().nullable(),
    createdAt: Timestamp,
    startedAt: Timestamp.nullable(),
    finishedAt: Timestamp.nullable(),
    position: z.int().nullable().meta({ description: 'place in line from 1, while queued' }),
    waitMs: Milliseconds.nullable().meta({ description: 'estimated until it begins, while queued' }),
    paused: z.boolean().optional().meta({
      description:
        'while queued: nothing of its class is judged until an admin resumes the queue; not in lists',
    }),
    compile: CompileResult.nullable(),
    totalTests: z.int().nullable().meta({ description: 'how many tests there are to run' }),
    tests: z.array(TestResult).nullable(),
    source: z.string(),
    error: z
      .string()
      .nullable()
      .meta({ description: 'why a submission ended as JE; all of it for admins, for others the first line' }),
    past: z
      .array(PastVerdict)
      .optional()
      .meta({ description: 'verdicts that were in force once, the latest first; not in lists' }),
    phases: z
      .record(z.string(), z.number())
      .nullable()
      .optional()
      .meta({ description: 'where the time went, in milliseconds; shown to admins' }),
  })
  .meta({ id: 'Submission' });
export type Submission = z.infer<typeof Submission>;

/** A submission in a list: without what is long. */
export const SubmissionSummary = Submission.omit({
  compile: true,
  tests: true,
  source: true,
  position: true,
  waitMs: true,
  paused: true,
  totalTests: true,
  error: true,
  past: true,
  phases: true,
}).meta({ id: 'SubmissionSummary' });
export type SubmissionSummary = z.infer<typeof SubmissionSummary>;

export const SubmissionPage = z.object({
  items: z.array(SubmissionSummary),
  nextCursor: z.string().nullable(),
});
export type SubmissionPage = z.infer<typeof SubmissionPage>;
