import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from './build.ts';
import { findGroupParents, type GroupParents, makeGroups, removeGroup, sweepGroups } from './cgroups.ts';
import { SandboxError } from './errors.ts';
import { isOrphan, ownName } from './process-identity.ts';
import type { SandboxOptions } from './types.ts';
import { chooseStage, stages, viewArguments } from './view.ts';

/** Its socket is there within milliseconds, on a busy machine within seconds. */
const UP_MS = 30_000;

const LAST_WORDS_MS = 1000;

/** The C process that holds boxes ready (native/launcher.c). Ends with this process, however that ends. */
export class Launcher {
  /** Holds the socket and the boxes' scratch folders. */
  readonly folder: string;
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  /** A descriptor of `folder`: a socket's path has 108 bytes at most, a data folder's may have more. */
  readonly #directory: number;
  #complaints = '';
  #stopped: Promise<void> | undefined;
  #wasUp = false;

  readonly #groups: string[];

  private constructor(folder: string, child: ChildProcess, groups: string[]) {
    this.folder = folder;
    this.#groups = groups;
    this.#child = child;
    // Its last words are wanted, but what it left when it was killed may hold its stderr open for ever.
    const exit = once(child, 'exit').then(() => delay(LAST_WORDS_MS, undefined, { ref: false }));
    this.#exit = Promise.race([once(child, 'close'), exit]);
    this.#directory = openSync(folder, 'r');
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-4096);
    });
  }

  static async start(options: SandboxOptions, bwrap: string): Promise<Launcher> {
    await mkdir(options.home, { recursive: true });
    // Where it truly lies: the stage must not be mounted over it.
    const home = await realpath(options.home);
    const programs = await build(home);
    const parents = findGroupParents();
    await sweep(home, parents);
    const name = ownName();
    const folder = join(home, 'sandbox', name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const tools = { ...options.tools, runner: programs.runner, ...(await writeUserFiles(folder)) };
    const groups = makeGroups(parents, name);
    try {
      const child = spawn(
        programs.launcher,
        launcherArguments({ ...options, home }, bwrap, tools, parents, groups),
        {
          cwd: folder,
          env: {},
          stdio: ['pipe', 'ignore', 'pipe'],
        },
      );
      await once(child, 'spawn');
      return new Launcher(folder, child, groups);
    } catch (error) {
      for (const group of groups) removeGroup(group);
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** A connection is a box; it says `ready` when one is free. The socket appears a moment after the start. */
  async connect(signal?: AbortSignal): Promise<Socket> {
    const deadline = Date.now() + UP_MS;
    for (;;) {
      signal?.throwIfAborted();
      if (this.ended) throw this.gone();
      const socket = createConnection({ path: `/proc/self/fd/${this.#directory}/s` });
      try {
        await once(socket, 'connect');
        this.#wasUp = true;
        return socket;
      } catch (error) {
        socket.destroy();
        const code = error instanceof Error && 'code' in error ? error.code : '';
        if (code !== 'ENOENT' && code !== 'ECONNREFUSED') throw error;
        if (code === 'ENOENT' && (this.#wasUp || Date.now() > deadline)) {
          // Nobody can reach it any more. It ends, so that the next box comes from another.
          this.#complaints += `its socket in ${this.folder} is not there`;
          this.#child.stdin?.end();
          await this.#exit;
        }
        await Promise.race([this.#exit, new Promise((resolve) => setTimeout(resolve, 2))]);
      }
    }
  }

  /** The error to throw when a box has hung up. */
  gone(): SandboxError {
    const detail = this.#complaints.trim() || 'it said nothing';
    return new SandboxError('sandbox_gone', `the sandbox ended: ${detail}`);
  }

  /** Once: a descriptor that is closed twice may be another's by then. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#child.stdin?.end();
    await this.#exit;
    closeSync(this.#directory);
    // There are some only if it was killed; what its boxes still hold is left to a later sweep.
    for (const group of this.#groups) removeGroup(group);
    await rm(this.folder, { recursive: true, force: true });
  }
}

function launcherArguments(
  options: SandboxOptions,
  bwrap: string,
  tools: Record<string, string>,
  parents: GroupParents,
  groups: string[],
): string[] {
  const stage = chooseStage([options.home, bwrap, ...Object.values(tools)]);
  if (!stage)
    throw new SandboxError(
      'sandbox_unavailable',
      `one of the folders ${stages.join(', ')} must exist, and hold nothing that the sandbox is made of`,
    );
  return [
    ...['--boxes', String(options.boxes), '--stage', stage, '--bwrap', bwrap],
    ...(parents.version === 'none' ? [] : [`--${parents.version}`, ...groups]),
    ...Object.entries(tools).flatMap(([name, path]) => ['--tool', name, path]),
    ...['--', ...viewArguments(stage)],
  ];
}

/** Run-times ask who they are; the answer tells nothing of the host. */
async function writeUserFiles(folder: string): Promise<{ passwd: string; group: string }> {
  const files = { passwd: join(folder, 'passwd'), group: join(folder, 'group') };
  await writeFile(files.passwd, 'gavel:x:1000:1000:Gavel:/tmp:/bin/sh\n', { mode: 0o644 });
  await writeFile(files.group, 'gavel:x:1000:\n', { mode: 0o644 });
  return files;
}

/** Removes what sandboxes left whose process was killed together with its launcher. */
async function sweep(home: string, parents: GroupParents): Promise<void> {
  sweepGroups(parents);
  const folder = join(home, 'sandbox');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder))
    if (isOrphan(name)) await rm(join(folder, name), { recursive: true, force: true });
}
