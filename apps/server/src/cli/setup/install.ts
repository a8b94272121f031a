import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { GavelError } from '../../errors.ts';
import { findCommand, type Needs, type Requirement, requirements } from './requirements.ts';

/**
 * Gets the programs that are missing from Debian's packages, with sudo when not root.
 * @throws GavelError that lists what is still missing and how to get it.
 */
export async function installMissing(needs: Needs): Promise<void> {
  const missing = missingOf(needs);
  if (missing.length === 0) return;
  const packages = missing.map((each) => each.debianPackage);
  const prefix = adminPrefix();
  if (!findCommand(['apt-get']) || !prefix) throw stillMissing(missing);

  console.error(`gavel: installing Debian packages: ${packages.join(' ')}`);
  const apt = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y'];
  const updated = await run([...apt, 'update']);
  const installed = updated && (await run([...apt, 'install', '--no-install-recommends', ...packages]));
  const left = missingOf(needs);
  if (!installed || left.length > 0) throw stillMissing(left.length > 0 ? left : missing);
}

function missingOf(needs: Needs): Requirement[] {
  return requirements(needs).filter((each) => !findCommand(each.commands));
}

/** What to put before a command that needs root; undefined where there is no way. */
function adminPrefix(): string[] | undefined {
  if (process.getuid?.() === 0) return [];
  return findCommand(['sudo']) ? ['sudo'] : undefined;
}

async function run(argv: string[]): Promise<boolean> {
  const [command, ...args] = argv as [string, ...string[]];
  // apt's progress is no output of ours: it goes to standard error, with its errors.
  const child = spawn(command, args, { stdio: ['inherit', 2, 2] });
  const [code] = await once(child, 'exit');
  return code === 0;
}

function stillMissing(missing: Requirement[]): GavelError {
  const list = missing.map((each) => `  ${each.commands.join(' or ')} (${each.why})`).join('\n');
  const packages = missing.map((each) => each.debianPackage).join(' ');
  return new GavelError(
    'missing-programs',
    `these programs are missing and could not be installed:\n${list}\n` +
      `On Debian or Ubuntu run, as root: apt-get update && apt-get install -y ${packages}\n` +
      `On another system install the packages that hold these programs, then run this again.`,
  );
}
