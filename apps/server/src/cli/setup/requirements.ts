import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program of the machine that Gavel needs, and how to get it. */
export interface Requirement {
  /** Any of these on PATH is enough. */
  commands: string[];
  debianPackage: string;
  why: string;
}

export interface Needs {
  /** No REDIS_URL: a private Redis is started. */
  privateRedis: boolean;
  /** Programs are judged on this machine. */
  judging: boolean;
  /** End-to-end tests drive a browser. */
  browser: boolean;
}

export function requirements(needs: Needs): Requirement[] {
  return [
    ...(needs.privateRedis
      ? [
          {
            commands: ['redis-server', 'valkey-server'],
            debianPackage: 'redis-server',
            why: 'queue, live results and cache',
          },
        ]
      : []),
    ...(needs.judging
      ? [
          { commands: ['bwrap'], debianPackage: 'bubblewrap', why: 'the sandbox' },
          {
            commands: ['cc', 'gcc'],
            debianPackage: 'gcc',
            why: 'builds the runner of the sandbox; judges C',
          },
          { commands: ['g++'], debianPackage: 'g++', why: 'judges C++' },
          { commands: ['/usr/bin/python3'], debianPackage: 'python3', why: 'judges Python' },
        ]
      : []),
    ...(needs.browser
      ? [{ commands: ['chromium', 'google-chrome'], debianPackage: 'chromium', why: 'end-to-end tests' }]
      : []),
  ];
}

/** The full path of the first of the commands that is found, or undefined. */
export function findCommand(commands: string[], path = process.env.PATH ?? ''): string | undefined {
  const folders = [...path.split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return commands
    .flatMap((command) =>
      command.startsWith('/') ? [command] : folders.map((folder) => join(folder, command)),
    )
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there or not ours to run: both mean "look on".
    return false;
  }
}
