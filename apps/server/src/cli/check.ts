import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { GavelError } from '../errors.ts';
import { checkoutRoot } from '../paths.ts';

/** `gavel check`: format, lint, types and dead code, as one script of package.json. */
export async function check(): Promise<void> {
  const child = spawn('npm', ['run', '--silent', 'check'], { cwd: checkoutRoot, stdio: ['ignore', 2, 2] });
  const [code] = await once(child, 'exit');
  if (code !== 0)
    throw new GavelError(
      'check-failed',
      'the check failed: see above; `npm run fix` mends what can be mended',
    );
}
