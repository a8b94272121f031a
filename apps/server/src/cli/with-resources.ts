import { QueueError } from '@gavel/queue';
import { isDatabaseUnavailable } from '@gavel/store';
import { GavelError } from '../errors.ts';
import { openResources, type Resources } from '../resources.ts';
import type { Settings } from '../settings.ts';

/** For a command that looks or changes something and ends. */
export async function withResources<T>(
  settings: Settings,
  work: (resources: Resources) => Promise<T>,
): Promise<T> {
  // What could not be done for want of Redis is done by the sweeper, or found out by gateways: no line among those that a
  // program reads.
  await using resources = openResources('command', { ...settings, logLevel: 'silent' });
  return await work(resources).catch(explain);
}

/** What a person can mend is told in one line. */
export function explain(error: unknown): never {
  if (error instanceof QueueError) throw new GavelError(error.code, error.message, { cause: error });
  if (!isDatabaseUnavailable(error)) throw error;
  throw new GavelError('no-database', 'Postgres does not answer: try again when it is back', {
    cause: error,
  });
}
