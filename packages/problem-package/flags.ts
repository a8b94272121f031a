import { plainTokens, type TokenComparison } from '@gavel/contract';

/** A sandbox takes a few hundred arguments. */
const MAX_FLAGS = 100;
const MAX_CHARACTERS = 10_000;

const TOLERANCES = new Map<string, readonly ('absoluteTolerance' | 'relativeTolerance')[]>([
  ['float_tolerance', ['absoluteTolerance', 'relativeTolerance']],
  ['float_absolute_tolerance', ['absoluteTolerance']],
  ['float_relative_tolerance', ['relativeTolerance']],
]);

/** Flags as YAML has them, a text of words (legacy) or a list of texts (2023-07). None: `fault` was told why. */
export function flagsOf(value: unknown, fault: (message: string) => void): string[] {
  const items = typeof value === 'string' ? value.split(/\s+/).filter((word) => word !== '') : value;
  const flags = typeof items === 'number' ? [items] : (items ?? []);
  if (!Array.isArray(flags) || !flags.every((flag) => typeof flag === 'string' || typeof flag === 'number')) {
    fault('must be a text or a list of texts');
    return [];
  }
  const texts = flags.map(String);
  if (texts.length > MAX_FLAGS || texts.join('').length > MAX_CHARACTERS) {
    fault(`must be at most ${MAX_FLAGS} words and ${MAX_CHARACTERS} characters`);
    return [];
  }
  // Neither a command line nor Postgres takes all of them.
  if (texts.every((text) => !/[\p{Cc}\p{Cs}]/u.test(text))) return texts;
  fault('must not have control characters');
  return [];
}

/** The flags of the default validator. `case_sensitive` is what is done anyway. */
export function tokensComparison(
  flags: readonly string[],
  fault: (message: string) => void,
): TokenComparison {
  const comparison = { ...plainTokens };
  for (let at = 0; at < flags.length; at++) {
    const flag = flags[at] as string;
    const tolerances = TOLERANCES.get(flag);
    if (flag === 'space_change_sensitive') comparison.spaceSensitive = true;
    else if (tolerances) {
      at += 1;
      const tolerance = toleranceOf(flags[at]);
      if (tolerance === null) fault(`${flag} needs a number from 0 to 1, not ${shown(flags[at])}`);
      if (tolerances.some((name) => comparison[name] !== null)) fault(`${flag}: a tolerance is given twice`);
      for (const name of tolerances) comparison[name] = tolerance;
    } else if (flag !== 'case_sensitive') {
      fault(`the default validator has no flag ${shown(flag)}`);
    }
  }
  return comparison;
}

function toleranceOf(text = ''): number | null {
  if (!/^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null;
  const value = Number(text);
  return value <= 1 ? value : null;
}

function shown(flag: string | undefined): string {
  return flag === undefined ? 'nothing' : `"${flag.slice(0, 40)}"`;
}
