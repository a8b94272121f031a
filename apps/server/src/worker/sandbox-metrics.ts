import type { Sandbox } from '@gavel/sandbox';
import { Counter, type Registry } from 'prom-client';

/** What the worker's sandbox has counted. Survivors must stay at zero: an alert belongs on them. */
export function sandboxMetrics(registry: Registry, { counts }: Pick<Sandbox, 'counts'>): void {
  const counter = (name: string, help: string, count: keyof Sandbox['counts']) =>
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(counts[count]);
      },
    });
  counter('gavel_sandbox_runs_total', 'Programs that were run, compilers included', 'runs');
  counter(
    'gavel_sandbox_leftover_processes_total',
    'Processes that were alive when their program ended, and were killed then',
    'leftovers',
  );
  counter(
    'gavel_sandbox_surviving_processes_total',
    'Processes that were still alive after that: zero, or the sandbox is at fault',
    'survivors',
  );
}
