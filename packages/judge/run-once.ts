import type { Sandbox } from '@gavel/sandbox';
import { JudgeError } from './errors.ts';
import type { RunOnceRequest, RunOutcome } from './types.ts';

/** One run on custom input. */
export async function runOnce(_sandbox: Sandbox, _request: RunOnceRequest): Promise<RunOutcome> {
  throw new JudgeError('unknown_language', 'not built yet');
}
