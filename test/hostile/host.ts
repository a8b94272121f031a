import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Users that boxes get on the host: none of them may own anything there. */
const firstUser = 64_000;
const users = 1000;

/**
 * What there is to steal, to change or to reach on the host: a secret in a file that anybody may read, in one of the
 * worker's own and in its environment; a server like those that a worker can reach.
 */
export class Host implements AsyncDisposable {
  readonly secret = `canary-${randomBytes(12).toString('hex')}`;
  readonly folder: string;
  /** Anybody's to read. */
  readonly canary: string;
  /** The worker's. */
  readonly answers: string;
  readonly #server: Server;
  #visits = 0;

  private constructor(folder: string) {
    this.folder = folder;
    this.canary = join(folder, 'canary');
    this.answers = join(folder, 'answers/1.ans');
    this.#server = createServer((socket) => {
      this.#visits += 1;
      socket.end(this.secret);
    });
  }

  static async make(): Promise<Host> {
    const host = new Host(await mkdtemp(join(tmpdir(), 'gavel-hostile-')));
    await mkdir(join(host.folder, 'answers'));
    await writeFile(host.canary, host.secret, { mode: 0o666 });
    await writeFile(host.answers, host.secret, { mode: 0o600 });
    process.env.GAVEL_HOSTILE_CANARY = host.secret;
    await new Promise<void>((resolve) => host.#server.listen(0, '127.0.0.1', resolve));
    return host;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** What somebody has done to it; empty when nobody has. */
  async damage(): Promise<string[]> {
    const found: string[] = [];
    for (const path of [this.canary, this.answers])
      if ((await readFile(path, 'utf8')) !== this.secret) found.push(`${path} was changed`);
    const entries = (await readdir(this.folder, { recursive: true })).sort().join(' ');
    if (entries !== 'answers answers/1.ans canary') found.push(`${this.folder} holds ${entries}`);
    if (((await stat(this.answers)).mode & 0o777) !== 0o600) found.push(`${this.answers} has another mode`);
    if (this.#visits > 0) found.push(`somebody connected to port ${this.port}`);
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    delete process.env.GAVEL_HOSTILE_CANARY;
    this.#server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/**
 * What a sandbox of that name has on the machine: processes by their cgroup, mounts, groups and folders. Other
 * sandboxes may be at work beside it.
 */
export function tracesOf(name: string, home: string): string[] {
  const processes = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && textOf(`/proc/${entry}/cgroup`).includes(`/${name}/`))
    .map((pid) => `process ${pid}: ${textOf(`/proc/${pid}/comm`).trim()}`);
  const mounts = textOf('/proc/self/mountinfo')
    .split('\n')
    .filter((line) => line.includes(name) || line.includes('gavel-box') || line.includes('gavel-stage'));
  const groups = textOf('/proc/self/mountinfo')
    .split('\n')
    .filter((line) => line.includes(' - cgroup'))
    .flatMap((line) => findNamed(line.split(' ')[4] ?? '', name, 3));
  const folders = readdirSync(join(home, 'sandbox')).filter((entry) => entry === name);
  return [...processes, ...mounts, ...groups, ...folders];
}

/** Files and System V objects on the host that belong to a user of boxes. */
export function ownedByBoxes(): string[] {
  const files = ['/tmp', '/var/tmp', '/dev/shm', '/run', '/dev/mqueue'].flatMap((folder) =>
    entriesOf(folder)
      .map((entry) => join(folder, entry))
      .filter((path) => isBoxUser(statSync(path, { throwIfNoEntry: false })?.uid ?? 0)),
  );
  const objects = ['shm', 'msg', 'sem'].flatMap((kind) =>
    textOf(`/proc/sysvipc/${kind}`)
      .split('\n')
      .filter((line) => line.split(/\s+/).some((word) => isBoxUser(Number(word)))),
  );
  const keys = textOf('/proc/key-users')
    .split('\n')
    .filter((line) => isBoxUser(Number.parseInt(line, 10)));
  return [...files, ...objects, ...keys];
}

const isBoxUser = (uid: number) => uid >= firstUser && uid < firstUser + users;

function findNamed(folder: string, name: string, depth: number): string[] {
  const entries = depth > 0 ? entriesOf(folder) : [];
  return entries.flatMap((entry) =>
    entry === name
      ? [join(folder, entry)]
      : entry.includes('.')
        ? []
        : findNamed(join(folder, entry), name, depth - 1),
  );
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not a folder, or gone meanwhile.
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A process that has ended, or a kernel without that file.
    return '';
  }
}
