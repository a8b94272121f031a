import { SandboxError } from './errors.ts';
import type { Limits } from './types.ts';

/** In the order of the launcher's protocol (native/box.h): the least and the most that makes sense. */
const bounds: Record<keyof Limits, { least: number; most: number; unit: string; otherwise?: number }> = {
  cpuMs: { least: 1, most: 86_400_000, unit: 'milliseconds' },
  wallMs: { least: 1, most: 86_400_000, unit: 'milliseconds' },
  memoryKiB: { least: 256, most: 2 ** 32, unit: 'kibibytes' },
  outputBytes: { least: 1, most: 2 ** 40, unit: 'bytes' },
  processes: { least: 1, most: 32_768, unit: 'processes' },
  fileBytes: { least: 1, most: 2 ** 40, unit: 'bytes', otherwise: 256 * 1024 * 1024 },
  writtenBytes: { least: 4096, most: 2 ** 40, unit: 'bytes', otherwise: 1024 * 1024 * 1024 },
  openFiles: { least: 3, most: 1_048_576, unit: 'descriptors', otherwise: 1024 },
};

/** Throws `sandbox_limit_invalid`, which names the limit: nothing runs with a limit that would mean none. */
export function limitNumbers(limits: Limits): number[] {
  return Object.entries(bounds).map(([name, { least, most, unit, otherwise }]) => {
    const value = limits[name as keyof Limits] ?? otherwise;
    if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    throw new SandboxError(
      'sandbox_limit_invalid',
      `the limit ${name} is ${value}; it must be a whole number of ${unit} from ${least} to ${most}`,
    );
  });
}
