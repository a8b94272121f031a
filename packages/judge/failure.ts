import { SandboxError, type SandboxErrorCode } from '@gavel/sandbox';
import { JudgeError } from './errors.ts';

const ours: SandboxErrorCode[] = ['sandbox_refused', 'sandbox_limit_invalid'];

/**
 * What to tell of an error of ours that ends a judging as JE. Throws it on when JE would be wrong: a cancelled judging,
 * a sandbox that is gone (another box can judge), a language that is not here.
 */
export function tellFailure(error: unknown, signal?: AbortSignal): string {
  signal?.throwIfAborted();
  if (error instanceof JudgeError) throw error;
  if (error instanceof SandboxError && !ours.includes(error.code)) throw error;
  return error instanceof Error ? error.message : String(error);
}
