import type { Sandbox } from '@gavel/sandbox';
import { JudgeError } from './errors.ts';
import type { Judgement, JudgeRequest } from './types.ts';

/** Compiles once, runs test by test until the first that fails. */
export async function judge(_sandbox: Sandbox, _request: JudgeRequest): Promise<Judgement> {
  throw new JudgeError('unknown_language', 'not built yet');
}
