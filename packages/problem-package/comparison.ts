import type { Context } from './context.ts';
import { PLAIN_TOKENS, tokensComparison } from './flags.ts';
import { readGroupFlags } from './group-flags.ts';
import type { ProblemPackage } from './types.ts';
import type { Validation } from './validation.ts';
import { readValidator } from './validator.ts';

type Compared = Pick<ProblemPackage, 'comparison' | 'referee'>;

/** Flags of problem.yaml come before those of the test groups, as in Kattis' tools. */
export async function readComparison(validation: Validation, context: Context): Promise<Compared> {
  const { kind } = validation;
  const group = await readGroupFlags(context);
  const flags = [...validation.flags, ...group.flags];
  if (kind === 'tokens') {
    const path = group.flags.length > 0 ? group.path : 'problem.yaml';
    const comparison = tokensComparison(flags, (message) => context.faults.push({ path, message }));
    return { comparison, referee: null };
  }
  const validator = await readValidator(context);
  // There are faults then, and no package.
  if (!validator) return { comparison: PLAIN_TOKENS, referee: null };
  const { sources, ...program } = validator;
  return { comparison: { kind, ...program, flags }, referee: sources };
}
