import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { findGroupParents, type GroupParents, limitsSwap } from './cgroups.ts';
import type { Flaw, Inspection } from './types.ts';

const run = promisify(execFile);

/** What the sandbox finds on this machine, and what it cannot do here, each with the way to mend it. */
export async function inspect(): Promise<Inspection> {
  const [bubblewrap, compiler] = await Promise.all([findBubblewrap(), versionOf('cc', ['--version'])]);
  const parents = findGroupParents();
  return {
    bubblewrap: bubblewrap?.version ?? null,
    compiler,
    cgroups: parents.version,
    missing: [
      ...missing(bubblewrap !== null, compiler !== null),
      ...(bubblewrap ? await appArmorFlaws(bubblewrap.path) : []),
    ],
    unenforced: unenforced(parents),
  };
}

/** Only from the system folders: what runs untrusted programs is not taken from anywhere on PATH. */
export async function findBubblewrap(): Promise<{ path: string; version: string } | null> {
  const path = ['/usr/bin/bwrap', '/usr/local/bin/bwrap', '/bin/bwrap'].find(existsSync);
  const version = path ? await versionOf(path, ['--version']) : null;
  return path && version ? { path, version: version.replace(/^bubblewrap /, '') } : null;
}

function missing(bubblewrap: boolean, compiler: boolean): Flaw[] {
  const flaws: Flaw[] = [];
  if (process.platform !== 'linux')
    flaws.push(flaw('linux', 'the sandbox needs Linux', 'run the worker on Linux'));
  if (!bubblewrap)
    flaws.push(flaw('bubblewrap', 'bubblewrap is not installed', 'apt-get install bubblewrap'));
  if (!compiler) flaws.push(flaw('compiler', 'there is no C compiler', 'apt-get install gcc libc6-dev'));
  if (setting('user/max_user_namespaces') === '0' || setting('kernel/unprivileged_userns_clone') === '0')
    flaws.push(
      flaw(
        'userns',
        'user namespaces are switched off',
        'sysctl user.max_user_namespaces=10000 kernel.unprivileged_userns_clone=1',
      ),
    );
  return flaws;
}

/**
 * Ubuntu's default since 23.10. It meets root too: bubblewrap is started as the box's user. A profile for bubblewrap
 * lifts it (Ubuntu 25.04 has it, 24.04 does not load it); an ordinary user's launcher needs namespaces as well.
 */
async function appArmorFlaws(bwrap: string): Promise<Flaw[]> {
  if (setting('kernel/apparmor_restrict_unprivileged_userns') !== '1') return [];
  const root = process.getuid?.() === 0;
  if (root && (await worksForNobody(bwrap))) return [];
  const sysctl = 'sysctl -w kernel.apparmor_restrict_unprivileged_userns=0';
  const profile = '/etc/apparmor.d/bwrap-userns-restrict';
  const load = [
    'apt-get install apparmor-profiles',
    `cp /usr/share/apparmor/extra-profiles/bwrap-userns-restrict ${profile}`,
    `apparmor_parser -r ${profile}`,
  ].join(' && ');
  return [
    flaw(
      'apparmor_userns',
      'AppArmor forbids user namespaces to ordinary users, whom programs run as',
      root ? `on Ubuntu 24.04: ${load}; or: ${sysctl}` : `${sysctl}; or run the worker as root`,
    ),
  ];
}

async function worksForNobody(bwrap: string): Promise<boolean> {
  try {
    const nobody = { uid: 65_534, gid: 65_534, cwd: '/' };
    await run(bwrap, ['--unshare-user', '--unshare-net', '--ro-bind', '/', '/', '/bin/true'], nobody);
    return true;
  } catch {
    // Whatever it stumbled over, the setting above is what is to be mended first.
    return false;
  }
}

function unenforced(parents: GroupParents): Flaw[] {
  const fix =
    'run the worker as root, or as a systemd service with Delegate=yes (systemd-run --user --scope -p Delegate=yes)';
  if (parents.version === 'none')
    return [flaw('cgroups', `memory and process limits cannot be enforced: ${parents.why}`, fix)];
  if (hasSwap() && !limitsSwap(parents)) {
    const swap = 'swap is on and does not count as memory';
    return [flaw('swap', swap, 'swapoff -a, or boot with swapaccount=1')];
  }
  return [];
}

function flaw(code: string, message: string, fix: string): Flaw {
  return { code, message, fix };
}

async function versionOf(program: string, args: string[]): Promise<string | null> {
  try {
    const { stdout } = await run(program, args);
    return stdout.split('\n', 1)[0]?.trim() ?? null;
  } catch {
    // Not there, or not to be run: for us the same.
    return null;
  }
}

/** Null where this kernel has no such setting. */
function setting(name: string): string | null {
  const path = `/proc/sys/${name}`;
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
}

function hasSwap(): boolean {
  return readFileSync('/proc/swaps', 'utf8').trim().split('\n').length > 1;
}
