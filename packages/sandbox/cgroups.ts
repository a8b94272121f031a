import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isOrphan } from './process-identity.ts';

/** Where groups of ours may be made: one folder per hierarchy for version 1, one for version 2. */
export type GroupParents =
  | { version: 'v1'; memory: string; pids: string; cpuacct: string }
  | { version: 'v2'; unified: string }
  | { version: 'none'; why: string };

type Mount = { root: string; point: string; type: string; options: string[] };

const needed = ['memory', 'pids', 'cpuacct'] as const;

/** The child that this process and its like move into where they are in the way of making groups beside them. */
const host = 'gavel-host';

/** Looks only; makes nothing. */
export function findGroupParents(): GroupParents {
  const parents = mountedParents();
  const closed = parentFolders(parents).filter((folder) => !writable(folder));
  if (closed.length === 0) return parents;
  return { version: 'none', why: `no right to make groups in ${closed.join(', ')}` };
}

function mountedParents(): GroupParents {
  const mounts = cgroupMounts();
  const own = ownGroups();
  const v1 = needed.map((controller) => {
    const mount = mounts.find(({ type, options }) => type === 'cgroup' && options.includes(controller));
    return mount && own.has(controller) ? folderOf(mount, own.get(controller) ?? '/') : null;
  });
  const [memory, pids, cpuacct] = v1;
  if (memory && pids && cpuacct) return { version: 'v1', memory, pids, cpuacct };
  const mount = mounts.find(({ type }) => type === 'cgroup2');
  if (!mount) return { version: 'none', why: 'no cgroup file system is mounted' };
  const path = own.get('') ?? '/';
  const candidates = [folderOf(mount, basename(path) === host ? dirname(path) : path)];
  // Only the true root group lacks this file; there, processes and controllers for children may be together.
  if (process.getuid?.() === 0 && !has(mount.point, 'cgroup.type')) candidates.unshift(mount.point);
  const unified = candidates.find((folder) => {
    const file = join(folder, 'cgroup.controllers');
    // In some containers the path is one that only the host can see.
    const controllers = existsSync(file) ? words(file) : [];
    return controllers.includes('memory') && controllers.includes('pids');
  });
  return unified
    ? { version: 'v2', unified }
    : { version: 'none', why: 'the memory and pids controllers are not given to this process' };
}

/** Makes a group for the launcher in each parent; returns their folders. Throws what the file system says. */
export function makeGroups(parents: GroupParents, name: string): string[] {
  if (parents.version === 'none') return [];
  if (parents.version === 'v2') enableControllers(parents.unified);
  const folders = parentFolders(parents).map((parent) => join(parent, name));
  for (const folder of folders) mkdirSync(folder);
  if (parents.version === 'v2') for (const folder of folders) delegate(folder);
  return folders;
}

/** Removes groups whose owner was killed before it could. */
export function sweepGroups(parents: GroupParents): void {
  for (const parent of parentFolders(parents))
    for (const name of readdirSync(parent)) if (isOrphan(name)) removeGroup(join(parent, name));
}

/** A group and its children; what the kernel still holds is left to the next sweep. */
export function removeGroup(folder: string): void {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory()) rmdirSync(join(folder, entry.name));
    rmdirSync(folder);
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'EBUSY' && code !== 'ENOENT') throw error;
  }
}

/**
 * Whether groups made there can keep their processes from swap. On version 2 the root has no such file: its children
 * tell, those that have the memory controller; without any it is taken for granted, as kernels have it unless told
 * otherwise.
 */
export function limitsSwap(parents: GroupParents): boolean {
  if (parents.version === 'none') return false;
  if (parents.version === 'v1') return existsSync(join(parents.memory, 'memory.memsw.limit_in_bytes'));
  const children = readdirSync(parents.unified, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  const groups = [parents.unified, ...children.map(({ name }) => join(parents.unified, name))];
  const limited = groups.filter((group) => existsSync(join(group, 'memory.max')));
  return limited.every((group) => existsSync(join(group, 'memory.swap.max')));
}

export function parentFolders(parents: GroupParents): string[] {
  if (parents.version === 'v1') return [parents.memory, parents.pids, parents.cpuacct];
  return parents.version === 'v2' ? [parents.unified] : [];
}

/**
 * Children get controllers only from a group without processes of its own (or the root): where ours has some, as in a
 * delegated service, they move into a child first.
 */
function enableControllers(folder: string): void {
  const control = join(folder, 'cgroup.subtree_control');
  const enabled = words(control);
  if (enabled.includes('memory') && enabled.includes('pids')) return;
  // Again, because a process may fork while its like are moved.
  for (let tries = 10; !tryEnable(control); tries -= 1) {
    if (tries === 0)
      throw new Error(`${folder} always has processes of its own, so it cannot give controllers on`);
    moveToHost(folder);
  }
}

/** False: there are processes in the way. */
function tryEnable(control: string): boolean {
  try {
    writeFileSync(control, '+memory +pids');
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EBUSY') throw error;
    return false;
  }
}

function moveToHost(folder: string): void {
  mkdirSync(join(folder, host), { recursive: true });
  for (const pid of words(join(folder, 'cgroup.procs'))) {
    try {
      writeFileSync(join(folder, host, 'cgroup.procs'), pid);
    } catch (error) {
      // It has ended meanwhile.
      if (codeOf(error) !== 'ESRCH') throw error;
    }
  }
}

function delegate(folder: string): void {
  writeFileSync(join(folder, 'cgroup.subtree_control'), '+memory +pids');
}

function cgroupMounts(): Mount[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [left, right] = line.split(' - ');
      const fields = left?.split(' ') ?? [];
      const [type, , options] = right?.split(' ') ?? [];
      const [root, point] = [fields[3], fields[4]];
      if (!root || !point || !type?.startsWith('cgroup')) return [];
      return [{ root, point, type, options: options?.split(',') ?? [] }];
    });
}

/** Controller to path; the empty name is version 2. */
function ownGroups(): Map<string, string> {
  const groups = new Map<string, string>();
  for (const line of readFileSync('/proc/self/cgroup', 'utf8').split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    for (const controller of controllers.split(',')) groups.set(controller, path);
  }
  return groups;
}

/** In a container the mount shows a part of the tree only. */
function folderOf(mount: Mount, path: string): string {
  const inside = mount.root !== '/' && path.startsWith(mount.root) ? path.slice(mount.root.length) : path;
  return join(mount.point, inside);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function words(path: string): string[] {
  return readFileSync(path, 'utf8').split(/\s+/).filter(Boolean);
}

function has(folder: string, file: string): boolean {
  return readdirSync(folder).includes(file);
}

function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    // No right, a read-only mount, or no such folder: no group can be made there.
    return false;
  }
}
