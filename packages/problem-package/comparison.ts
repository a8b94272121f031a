import { plainTokens } from '@gavel/contract';
import type { Context } from './context.ts';
import { tokensComparison } from './flags.ts';
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
  if (!validator) return { comparison: plainTokens, referee: null };
  const { sources, ...program } = validator;
  if (program.protocol === 'testlib' && flags.length > 0) {
    const message = 'a validator with testlib takes no flags; take them out';
    context.faults.push({ path: group.path || 'problem.yaml', message });
  }
  return { comparison: { kind, ...program, flags, ...validation.limits }, referee: sources };
}
