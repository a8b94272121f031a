import { type Browser, chromium } from 'playwright-core';
import { findCommand } from '../../apps/server/src/cli/setup/requirements.ts';

/** Debian's Chromium, without the calls to its maker that a closed network would refuse one by one. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findCommand(['chromium', 'google-chrome']);
  if (!executablePath) throw new Error('chromium is not on PATH: run ./gavel test');
  const quiet = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ];
  // As root Chromium refuses its own sandbox; it shows only pages of ours here.
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', ...quiet],
  });
}
