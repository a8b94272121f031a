import { after } from 'node:test';
import { startTestGavel, type TestGavel } from '@gavel/test-support';
import type { Browser } from 'playwright-core';
import { openBrowser } from './browser.ts';

/** A whole Gavel and a browser, for the tests of one file and as long as they run. */
export async function openStage(): Promise<{ gavel: TestGavel; browser: Browser }> {
  const gavel = await startTestGavel();
  after(() => gavel.remove());
  const browser = await openBrowser();
  after(() => browser.close());
  return { gavel, browser };
}
