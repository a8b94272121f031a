import { findRunning } from './cli/up/running.ts';
import { GavelError } from './errors.ts';
import type { Settings } from './settings.ts';

const VARIABLES = {
  redisUrl: 'REDIS_URL',
  databaseUrl: 'DATABASE_URL',
  authSecret: 'GAVEL_AUTH_SECRET',
} as const;
type Address = keyof typeof VARIABLES;

/** From the settings, or from the `gavel up` that runs on the same data folder. */
export function serverAddresses(settings: Settings): Record<'redisUrl' | 'databaseUrl', string> {
  return addresses(settings, ['redisUrl', 'databaseUrl']);
}

/** The same, where only one is needed. */
export function addressOf(settings: Settings, name: Address): string {
  return addresses(settings, [name])[name];
}

function addresses<Name extends Address>(settings: Settings, names: readonly Name[]): Record<Name, string> {
  const running = findRunning(settings.home);
  const found = names.map((name) => [name, settings[name] ?? running?.[name]] as const);
  const missing = found.filter(([, value]) => !value).map(([name]) => VARIABLES[name]);
  if (missing.length > 0) {
    const message = `no \`gavel up\` runs on ${settings.home}: start it first, or set ${missing.join(', ')}`;
    throw new GavelError('missing-setting', message);
  }
  return Object.fromEntries(found) as Record<Name, string>;
}
