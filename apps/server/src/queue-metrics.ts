import type { Queue, QueueStats } from '@gavel/queue';
import { Counter, Gauge, type Registry } from 'prom-client';

/**
 * What the whole queue holds, read once for each scrape however many gauges there are. Every api tells the same. While
 * Redis is away they have no value.
 */
export function queueMetrics(registry: Registry, queue: Queue): void {
  let reading: Promise<void> | undefined;
  // All of them are collected at once, and wait for the same answer.
  const collect = () => {
    reading ??= queue
      .stats()
      .then(show, clear)
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  const common = { registers: [registry], collect };
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, ...common });
  const jobs = gauge(
    'gavel_queue_jobs',
    'Jobs by state: in line, waiting for another try, running, given up and not yet ended',
    ['state'],
  );
  const depth = gauge('gavel_queue_depth', 'Jobs in line by class', ['class']);
  const paused = gauge('gavel_queue_paused', '1 for a class of which nothing is taken', ['class']);
  const workers = gauge('gavel_queue_workers', 'Workers that have lately been heard of');
  const slots = gauge('gavel_queue_slots', 'Jobs that these workers can run at once');
  const counter = (name: string, help: string) => new Counter({ name, help, ...common });
  const lost = counter('gavel_queue_leases_lost_total', 'Leases that ran out, since Redis holds the queue');
  const retries = counter(
    'gavel_queue_retries_total',
    'Failures that got another try, since Redis holds the queue',
  );

  function show(stats: QueueStats): void {
    clear();
    const { waiting, delayed, running, dead } = stats;
    for (const [state, count] of Object.entries({ waiting: waiting - delayed, delayed, running, dead })) {
      jobs.set({ state }, count);
    }
    for (const [name, count] of Object.entries(stats.perClass)) {
      depth.set({ class: name }, count);
      paused.set({ class: name }, stats.paused.includes(name) ? 1 : 0);
    }
    workers.set(stats.workers.length);
    slots.set(stats.workers.reduce((sum, worker) => sum + worker.slots, 0));
    lost.inc(stats.leasesLost);
    retries.inc(stats.retries);
  }

  function clear(): void {
    for (const metric of [jobs, depth, paused, workers, slots, lost, retries]) metric.reset();
  }
}
