import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { checkoutRoot } from '../paths.ts';

/** `gavel bench [NAME] [ROUNDS]`: see bench/README.md. */
export async function bench(...nameAndRounds: (string | undefined)[]): Promise<void> {
  const args = nameAndRounds.filter((each) => each !== undefined);
  const child = spawn(process.execPath, [join(checkoutRoot, 'bench/index.ts'), ...args], {
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  process.exitCode = typeof code === 'number' ? code : 1;
}
