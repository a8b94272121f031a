import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { checkoutRoot } from '../paths.ts';

/** `gavel bench [NAME]`: see bench/README.md. */
export async function bench(name?: string): Promise<void> {
  const args = [join(checkoutRoot, 'bench/index.ts'), ...(name ? [name] : [])];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  process.exitCode = typeof code === 'number' ? code : 1;
}
