import type { Measured, Plan } from './harness.ts';
import type { Metrics } from './report.ts';

/** A measurement that can be asked for by name. */
export interface Bench {
  readonly about: string;
  readonly plan: Plan;
  readonly metrics: Metrics;
  run(plan: Plan): Promise<Measured>;
}
