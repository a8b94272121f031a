/** One run of a variant: metric → value, in the unit that the metric's name ends with. */
export type Sample = Readonly<Record<string, number>>;

/** A named thing to measure. */
export type Variants = Readonly<Record<string, () => Promise<Sample>>>;

export interface Plan {
  /** How often each variant is measured. */
  readonly rounds: number;
  /** Rounds before those, thrown away. */
  readonly warmUp: number;
}

/** Variant → its samples, in the order of the rounds. */
export type Measured = Record<string, Sample[]>;

/**
 * Runs the variants in turn, one run of each per round, so that what the machine does meanwhile falls on all of
 * them. The order turns by one each round: none always runs after the same neighbour.
 */
export async function measure(variants: Variants, { rounds, warmUp }: Plan): Promise<Measured> {
  const names = Object.keys(variants);
  const measured: Measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < warmUp + rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(turn + round) % names.length] as string;
      const sample = await (variants[name] as () => Promise<Sample>)();
      if (round >= warmUp) measured[name]?.push(sample);
    }
  }
  return measured;
}

export interface Spread {
  readonly runs: number;
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
  readonly min: number;
  readonly max: number;
}

/** Of one metric over the runs that have it; `null` when none has. */
export function spread(samples: readonly Sample[], metric: string): Spread | null {
  const values = samples.flatMap((sample) => sample[metric] ?? []).sort((a, b) => a - b);
  if (values.length === 0) return null;
  const at = (share: number) => quantile(values, share);
  return { runs: values.length, median: at(0.5), p10: at(0.1), p90: at(0.9), min: at(0), max: at(1) };
}

/** Linear between neighbours (type 7 of Hyndman and Fan 1996), of sorted values. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place - Math.floor(place));
}
