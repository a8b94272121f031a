import { mkdir } from 'node:fs/promises';
import { GavelError } from '../../errors.ts';
import { findCommand } from '../setup/requirements.ts';
import { aloneIn, type Command, type ServerProcess, startServer } from './child.ts';

/**
 * Starts a private Redis on loopback whose data is in `dir`. The append-only file is synced every second: what a
 * power cut takes from the queue is made again from Postgres.
 */
export async function startRedis(
  dir: string,
  port: number,
  password: string,
  abandon: AbortSignal,
): Promise<ServerProcess> {
  const server = findCommand(['redis-server', 'valkey-server']);
  if (!server) throw new GavelError('missing-programs', 'redis-server is not on PATH: run `gavel doctor`');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const config = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    // Redis reads quoted strings as JSON writes them.
    `dir ${JSON.stringify(dir)}`,
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
  ];
  const command: Command = {
    name: 'Redis',
    argv: [...aloneIn(dir), 'setpriv', '--pdeathsig', 'TERM', '--', server, '-'],
    input: config.join('\n'),
    stopSignal: 'SIGTERM',
    readyLine: 'Ready to accept connections',
  };
  return startServer(command, abandon);
}
