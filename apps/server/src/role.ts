import { SandboxError } from '@gavel/sandbox';
import { GavelError } from './errors.ts';
import { openResources, type Resources } from './resources.ts';
import type { Settings } from './settings.ts';

/** A role that runs in this process. */
export interface Role {
  /** Takes no more work, finishes or hands back what it has. */
  stop(): Promise<void>;
}

type Start = (resources: Resources) => Promise<Role>;

/** Each loads only its own code. `server`: api and gateway on one port, as `gavel up` runs them. */
const ROLES = {
  server: () => loadServer(['api', 'gateway']),
  api: () => loadServer(['api']),
  gateway: () => loadServer(['gateway']),
  worker: async (): Promise<Start> => (await import('./worker/worker.ts')).startWorker,
};

async function loadServer(parts: ('api' | 'gateway')[]): Promise<Start> {
  const { startServer } = await import('./server.ts');
  return (resources) => startServer(resources, parts);
}

/**
 * Runs a role until SIGTERM, SIGINT or the end of the supervisor that started it, then drains it.
 * A second signal ends it at once, and so does the end of the supervisor while it drains.
 */
export async function runRole(name: keyof typeof ROLES, settings: Settings): Promise<void> {
  const asked = stopAsked();
  // Loaded before anything connects: loading keeps the event loop busy for longer than a connection may take.
  const start = await ROLES[name]();
  await using resources = openResources(name, settings);
  const role = await start(resources).catch((error) => explain(error, settings));
  process.send?.('ready');
  resources.log.info(`draining: ${await asked}`);
  const endAtOnce = () => process.exit(1);
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(signal, endAtOnce);
  await role.stop();
  // It ends at once also while the rest is put away; the channel alone need not keep it.
  process.channel?.unref();
}

function stopAsked(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
    process.once('disconnect', () => resolve('the supervisor is gone'));
  });
}

/** Why an address cannot be listened on, by the system's code. */
const LISTEN_ERRORS: Record<string, (portSetting: string) => string> = {
  EADDRINUSE: (setting) => `is in use: choose another port with ${setting}`,
  EADDRNOTAVAIL: () => 'is no address of this machine: choose another with GAVEL_HOST',
  ENOTFOUND: () => 'is no address that can be found: choose another with GAVEL_HOST',
  EACCES: (setting) => `is not allowed to this user: choose a port above 1023 with ${setting}`,
};

/** What a person can mend is told in one line. */
function explain(error: unknown, settings: Settings): never {
  if (error instanceof SandboxError) {
    const accept =
      error.code === 'sandbox_limits_unenforced' ? '; GAVEL_WEAK_LIMITS=accept starts without them' : '';
    throw new GavelError('sandbox', error.message + accept, { cause: error });
  }
  const { host, metricsPort } = settings;
  const { code = '', syscall, port = settings.port } = error as NodeJS.ErrnoException & { port?: number };
  const why = syscall === 'listen' || syscall === 'getaddrinfo' ? LISTEN_ERRORS[code] : undefined;
  if (why) {
    const setting = port === metricsPort ? 'GAVEL_METRICS_PORT' : 'GAVEL_PORT';
    throw new GavelError('cannot-listen', `${host} port ${port} ${why(setting)}`, { cause: error });
  }
  throw error;
}
