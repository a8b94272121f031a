import { totalmem } from 'node:os';
import { detectLanguages } from '@gavel/judge';
import { inspect } from '@gavel/sandbox';
import type { Settings } from '../settings.ts';
import { findCommand, requirements } from './setup/requirements.ts';

/** `gavel doctor`: what was found, what is missing and how to get it. Exit code 1 when something is missing. */
export async function doctor(settings: Settings): Promise<void> {
  console.log(`Node ${process.versions.node}, data folder ${settings.home}`);
  const needed = requirements({ privateRedis: !settings.redisUrl, judging: true, browser: false });
  let healthy = true;
  for (const { commands, debianPackage, why } of needed) {
    const found = findCommand(commands);
    healthy &&= found !== undefined;
    report(
      found !== undefined,
      `${commands.join(' or ')}: ${found ?? 'missing'} (${why})`,
      `apt-get install -y ${debianPackage}`,
    );
  }
  const sandbox = await inspect();
  console.log(`Sandbox: bubblewrap ${sandbox.bubblewrap ?? 'missing'}, cgroups ${sandbox.cgroups}`);
  for (const flaw of [...sandbox.missing, ...sandbox.unenforced]) {
    healthy = false;
    report(false, flaw.message, flaw.fix);
  }
  warnOfMemory(settings.slots);
  const languages = (await detectLanguages()).map(({ name, version }) => `${name} ${version}`);
  console.log(`Languages: ${languages.join(', ')}`);
  console.log(healthy ? 'All is there.' : 'Something is missing: see the lines marked with ✗.');
  process.exitCode = healthy ? 0 : 1;
}

/** What a compiler, a checker and an interactor may use, each. */
const SLOT_GIB = 2;

/** Nothing is missing for that: most programs use far less than they may. */
function warnOfMemory(slots: number): void {
  const gib = Math.min(totalmem(), process.constrainedMemory() || Infinity) / 2 ** 30;
  if (gib >= slots * SLOT_GIB) return;
  console.log(
    `! Memory: ${gib.toFixed(1)} GiB for ${slots} slots, each of which may use ${SLOT_GIB} and more. ` +
      'If submissions end as judge errors for want of memory, set GAVEL_SLOTS to fewer.',
  );
}

function report(ok: boolean, what: string, fix: string): void {
  console.log(ok ? `✓ ${what}` : `✗ ${what}\n    to mend it: ${fix}`);
}
