import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, release } from 'node:os';
import { join } from 'node:path';
import { type Measured, type Spread, spread } from './harness.ts';

/** Metric → what it is, in the order of the table. */
export type Metrics = Readonly<Record<string, string>>;

/** One plain table per variant: a line per metric with its median and spread. */
export function table(measured: Measured, metrics: Metrics): string {
  const blocks = Object.entries(measured).map(([variant, samples]) => {
    const lines = Object.entries(metrics).flatMap(([metric, meaning]) => {
      const found = spread(samples, metric);
      return found ? [line(metric, found, meaning)] : [];
    });
    const head = [
      'metric'.padEnd(12),
      ...['median', 'p10', 'p90', 'min', 'max'].map((word) => word.padStart(9)),
    ];
    return [`${variant} (${samples.length} runs)`, head.join(''), ...lines].join('\n');
  });
  return blocks.join('\n\n');
}

function line(metric: string, { median, p10, p90, min, max }: Spread, meaning: string): string {
  const numbers = [median, p10, p90, min, max].map((value) => value.toFixed(1).padStart(9));
  return `${metric.padEnd(12)}${numbers.join('')}  ${meaning}`;
}

/** Keeps every sample, so that another summary can be made of them later. Gives the path of the file. */
export async function keep(name: string, measured: Measured): Promise<string> {
  const folder = join(import.meta.dirname, 'results');
  await mkdir(folder, { recursive: true });
  const startedAt = new Date().toISOString();
  const path = join(folder, `${name}-${startedAt.replaceAll(/[:.]/g, '-')}.json`);
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    kernel: release(),
    node: process.version,
  };
  await writeFile(path, `${JSON.stringify({ name, startedAt, machine, samples: measured }, null, 2)}\n`);
  return path;
}
