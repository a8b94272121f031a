#!/usr/bin/env node
import { Argument, Command } from 'commander';
import manifest from '../../../../package.json' with { type: 'json' };
import { GavelError } from '../errors.ts';
import { readSettings } from '../settings.ts';
import { addQueueCommands } from './queue-commands.ts';

// Each command loads its own code: `gavel doctor` must work where a dependency of `gavel up` does not.
const program = new Command('gavel')
  .description('A self-hosted code judge with live results.')
  .version(manifest.version);

program
  .command('up')
  .description('run everything on this machine, until Ctrl-C')
  .action(async () => (await import('./up/up.ts')).up(readSettings(process.env)));

program
  .command('test [files...]')
  .description('check the code and run every test, or only the named test files')
  .action(async (files: string[]) => (await import('./test.ts')).test(readSettings(process.env), files));

program
  .command('check')
  .description('format, lint, types, dead code')
  .action(async () => (await import('./check.ts')).check());

program
  .command('doctor')
  .description('tell what was found on this machine, what is missing and how to get it')
  .action(async () => (await import('./doctor.ts')).doctor(readSettings(process.env)));

program
  .command('bench [name] [rounds]')
  .description('measure; without a name: list what can be measured')
  .action(async (name?: string, rounds?: string) => (await import('./bench.ts')).bench(name, rounds));

program
  .command('reset-admin')
  .description('give the first admin a new password')
  .action(async () => (await import('./users.ts')).resetAdmin(readSettings(process.env)));

const user = program.command('user').description('help somebody who has an account');
user
  .command('password <handle>')
  .description('give them a new password; their sessions end')
  .action(async (handle) => (await import('./users.ts')).newPasswordFor(readSettings(process.env), handle));
user
  .command('role <handle>')
  .addArgument(new Argument('<role>', 'what they are from now on').choices(['admin', 'user']))
  .description('make them an admin, or no longer')
  .action(async (handle, role) =>
    (await import('./users.ts')).setRole(readSettings(process.env), handle, role),
  );

addQueueCommands(program);

for (const [role, description] of [
  ['server', 'run api and gateway in one process'],
  ['api', 'run the api'],
  ['gateway', 'run a gateway for live messages'],
  ['worker', 'run a worker that judges'],
] as const) {
  program
    .command(role)
    .description(description)
    .action(async () => (await import('../role.ts')).runRole(role, readSettings(process.env)));
}

try {
  await program.parseAsync();
} catch (error) {
  // RoleFailed: the role itself has said why.
  if (error instanceof GavelError) console.error(`gavel: ${error.message}`);
  else if (!(error instanceof Error && error.name === 'RoleFailed')) console.error(error);
  // What a half-done start has opened must not keep the process alive.
  process.exit(1);
}
