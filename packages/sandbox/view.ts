import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What of /etc programs need: where libraries, alternatives and run-times are set up. Nothing with a secret. */
const etc = [/^alternatives$/, /^ld\.so\.(cache|conf|conf\.d)$/, /^java(-\d.*)?$/, /^python3?(\.\d+)?$/];

/** Bubblewrap's arguments for all that boxes have in common: what a program sees, and who it is. */
export function viewArguments(stage: string): string[] {
  return [
    ...['--unshare-user', '--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts'],
    ...['--unshare-cgroup-try', '--uid', '1000', '--gid', '1000', '--hostname', 'gavel'],
    ...['--as-pid-1', '--die-with-parent', '--new-session', '--cap-drop', 'ALL', ...numbering()],
    ...['--ro-bind', '/usr', '/usr', ...systemFolders()],
    ...etcEntries().flatMap((name) => ['--ro-bind', `/etc/${name}`, `/etc/${name}`]),
    ...['--symlink', '/gavel/passwd', '/etc/passwd', '--symlink', '/gavel/group', '/etc/group'],
    ...['--ro-bind', `${stage}/tools`, '/gavel'],
    ...['--dev-bind', `${stage}/dev`, '/dev'],
    ...processes(),
  ];
}

/**
 * The runner numbers processes, so that those of every run begin alike. It needs a right for that, which reaches its own
 * namespaces only. Without (before Linux 5.9, or where /proc/sys is read-only) a program can tell how many processes
 * there were before it.
 */
function numbering(): string[] {
  const rights = readFileSync('/proc/sys/kernel/cap_last_cap', 'utf8');
  // CAP_CHECKPOINT_RESTORE is number 40.
  return Number(rights) < 40 ? [] : ['--cap-add', 'CAP_CHECKPOINT_RESTORE'];
}

/** /bin, /lib …: links into /usr on most systems, folders of their own on others. */
function systemFolders(): string[] {
  return ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']
    .filter(existsSync)
    .flatMap((path) =>
      lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path],
    );
}

function etcEntries(): string[] {
  return readdirSync('/etc').filter(
    (name) => etc.some((pattern) => pattern.test(name)) && existsSync(`/etc/${name}`),
  );
}

/**
 * /proc without what counts for the whole machine, by which boxes could signal to each other, and without process 1,
 * whose figures tell of the programs before. A file is covered by a device that cannot be opened.
 */
function processes(): string[] {
  const counters = [
    'stat',
    'vmstat',
    'loadavg',
    'interrupts',
    'softirqs',
    'diskstats',
    'zoneinfo',
    'cmdline',
  ];
  const files = counters.map((name) => `/proc/${name}`).filter(existsSync);
  const folders = ['/proc/sys', '/proc/pressure', '/proc/1'].filter(existsSync);
  return [
    ...['--proc', '/proc'],
    ...files.flatMap((path) => ['--ro-bind', '/dev/null', path]),
    ...folders.flatMap((path) => ['--tmpfs', path, '--remount-ro', path]),
  ];
}

export const stages = ['/mnt', '/media', '/srv', '/opt', '/home'];

/** The launcher mounts over one of these, for itself only; it must not hide a file that boxes need. */
export function chooseStage(paths: string[]): string | undefined {
  return stages.find((stage) => existsSync(stage) && !paths.some((path) => path.startsWith(`${stage}/`)));
}
