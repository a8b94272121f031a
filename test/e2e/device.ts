import type { Browser, BrowserContext, Page } from 'playwright-core';

const PASSWORD = 'correct horse battery';
export const PROBLEM = 'lighthouse-log';
/** Right, and slow on purpose: what is shown must be seen in the middle of it. */
export const SLOW_PROGRAM = [
  'import time',
  'a, b, k = map(int, input().split())',
  'time.sleep(0.4)',
  'print(b // k - (a - 1) // k)',
].join('\n');

/** A device: a browser of its own, and every frame that its sockets were sent. */
export interface Device {
  page: Page;
  context: BrowserContext;
  frames: string[];
}

/** @param baseURL of the Gavel that its pages come from. */
export async function openDevice(
  browser: Browser,
  baseURL: string,
  viewport: { width: number; height: number },
): Promise<Device> {
  const context = await browser.newContext({ baseURL, viewport });
  // A busy machine takes its time.
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const frames: string[] = [];
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))));
  return { page, context, frames };
}

export async function signUp({ page }: Device, handle: string): Promise<void> {
  await page.goto('/sign-up');
  await page.getByLabel('Handle').fill(handle);
  await page.getByLabel('E-mail').fill(`${handle}@example.org`);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-up'));
}

/** Without waiting for what comes of it. */
export async function signInWith(page: Page, name: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Handle or e-mail').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.locator('form').getByRole('button', { name: 'Sign in' }).click();
}

export async function signIn({ page }: Device, handle: string, password = PASSWORD): Promise<void> {
  await signInWith(page, handle, password);
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

/** The password of the first admin, from what `gavel up` has printed. */
export function printedPassword(output: string): string {
  const [, password] = /password (\S+) \(shown this once\)/.exec(output) ?? [];
  if (!password) throw new Error(`no password was printed:\n${output}`);
  return password;
}

export async function submit({ page }: Device, source: string): Promise<void> {
  await page.goto(`/problems/${PROBLEM}`);
  await submitHere({ page }, source);
}

/** On the page of a problem. */
export async function submitHere({ page }: Pick<Device, 'page'>, source: string): Promise<void> {
  await page.getByTestId('language-select').selectOption('python');
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(source);
  await page.getByTestId('submit-button').click();
}

export const shownVerdict = ({ page }: Device) =>
  page.getByTestId('verdict').first().getAttribute('data-verdict');
