import { z } from 'zod';
import { bounds } from './bounds.ts';
import { Id, Kibibytes, LanguageId, LimitName, Milliseconds, Timestamp } from './primitives.ts';
import { CompileResult, SourceText } from './submission.ts';

/** Limits a caller may ask for; the server lowers them to its own. */
export const RunLimits = z.object({
  cpuMs: z.int().min(10).max(15_000).optional().meta({
    description: 'lowered to 5,000; then times the factor of the language, as for submissions',
  }),
  wallMs: z.int().min(10).max(30_000).optional().meta({ description: 'lowered to 15,000' }),
  memoryKiB: z
    .int()
    .min(8 * 1024)
    .max(1024 * 1024)
    .optional()
    .meta({ description: 'lowered to 262,144; what the run-time of the language takes comes on top' }),
});
export type RunLimits = z.infer<typeof RunLimits>;

export const NewRun = z.object({
  language: LanguageId,
  source: SourceText,
  stdin: z
    .string()
    .refine((text) => new TextEncoder().encode(text).length <= bounds.stdin, {
      message: `stdin is larger than ${bounds.stdin / 1024} KiB`,
    })
    .refine((text) => !text.includes('\0') && text.isWellFormed(), { message: 'stdin is not text' })
    .default(''),
  limits: RunLimits.optional(),
});
export type NewRun = z.infer<typeof NewRun>;

/** How a program on custom input ended: OK, or what a judge would say of it without an answer to compare. */
export const RunStatus = z.enum(['OK', 'TLE', 'MLE', 'OLE', 'RTE', 'CE', 'JE']);
export type RunStatus = z.infer<typeof RunStatus>;

export const Run = z
  .object({
    id: Id,
    language: LanguageId,
    state: z.enum(['queued', 'running', 'done']),
    status: RunStatus.nullable(),
    limit: LimitName.nullable().meta({ description: 'which one ended the program; null: none did' }),
    exitCode: z.int().nullable(),
    signal: z.string().nullable(),
    stdout: z
      .string()
      .nullable()
      .meta({ description: 'first 64 KiB; bytes that are not UTF-8 are replaced' }),
    stderr: z
      .string()
      .nullable()
      .meta({ description: 'first 64 KiB; bytes that are not UTF-8 are replaced' }),
    truncated: z.boolean().nullable().meta({ description: 'stdout or stderr was longer than what is shown' }),
    cpuMs: Milliseconds.nullable(),
    wallMs: Milliseconds.nullable(),
    memoryKiB: Kibibytes.nullable(),
    compile: CompileResult.nullable(),
    error: z.string().nullable(),
    paused: z
      .boolean()
      .optional()
      .meta({ description: 'while queued: it waits until an admin resumes the queue' }),
    createdAt: Timestamp,
    finishedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Run' });
export type Run = z.infer<typeof Run>;
