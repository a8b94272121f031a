import type { RefereeComparison } from '@gavel/contract';
import type { Context } from './context.ts';
import { flagsOf } from './flags.ts';
import type { ProblemYaml } from './problem-yaml.ts';

/** What problem.yaml and the folders say of how outputs become verdicts. */
export interface Validation {
  readonly kind: 'tokens' | 'checker' | 'interactor';
  /** Those of problem.yaml; test groups may have more. */
  readonly flags: readonly string[];
  /** Of the validator; nothing where problem.yaml says nothing. */
  readonly limits: Pick<RefereeComparison, 'limits'>;
}

const TYPES = new Set(['pass-fail', 'interactive']);
const VALIDATIONS = new Set(['default', 'custom', 'custom interactive']);

/** Legacy says it by `validation`; in 2023-07 `type` and the folder output_validator/ do. Both are read in any package. */
export function readValidation(yaml: ProblemYaml, { listing, faults, warnings }: Context): Validation {
  const fault = (message: string) => faults.push({ path: 'problem.yaml', message });
  const types = [yaml.type ?? []].flat();
  for (const type of types.filter((one) => !TYPES.has(one))) {
    fault(`type: ${type} is not supported yet; only pass-fail and interactive are`);
  }
  const words = wordsOf(yaml.validation ?? 'default');
  if (!VALIDATIONS.has(words.join(' '))) {
    const supported = 'only default, custom and custom interactive are';
    fault(`validation: ${words.join(' ')} is not supported yet; ${supported}`);
  }

  const has = (folder: string) => listing.entries.some(({ path }) => path.startsWith(folder));
  const custom = words.includes('custom') || has('output_validator/');
  const interactive = words.includes('interactive') || types.includes('interactive');
  if (!custom && !interactive && has('output_validators/')) {
    const message = 'is not used: set validation: custom in problem.yaml';
    warnings.push({ path: 'output_validators', message });
  }
  if (interactive && yaml.limits?.validation_time) {
    const message =
      'limits.validation_time is not used: an interactor has the time of the submission, and 10 s more';
    warnings.push({ path: 'problem.yaml', message });
  }
  return {
    kind: interactive ? 'interactor' : custom ? 'checker' : 'tokens',
    flags: flagsOf(yaml.validator_flags, (message) => fault(`validator_flags ${message}`)),
    limits: limitsOf(yaml),
  };
}

function limitsOf({ limits }: ProblemYaml): Validation['limits'] {
  const given = {
    ...(limits?.validation_time && { cpuMs: Math.ceil(limits.validation_time * 1000) }),
    ...(limits?.validation_memory && { memoryKiB: Math.ceil(limits.validation_memory * 1024) }),
    ...(limits?.validation_output && { outputBytes: Math.ceil(limits.validation_output * 1024 * 1024) }),
  };
  return Object.keys(given).length > 0 ? { limits: given } : {};
}

/** A map is of older drafts; its keys tell what was meant. */
function wordsOf(validation: NonNullable<ProblemYaml['validation']>): string[] {
  if (typeof validation !== 'string') return Object.keys(validation);
  return validation.split(/\s+/).filter((word) => word !== '');
}
