import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestGavel, type TestGavel } from '@gavel/test-support';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from './browser.ts';

const PROBLEM = 'lighthouse-log';
const PASSWORD = 'correct horse battery';
/** Right, and slow on purpose: both devices must be seen in the middle of it. */
const SLOW_PROGRAM = [
  'import time',
  'a, b, k = map(int, input().split())',
  'time.sleep(0.4)',
  'print(b // k - (a - 1) // k)',
].join('\n');

let gavel: TestGavel;
let browser: Browser;

before(async () => {
  gavel = await startTestGavel();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await gavel?.remove();
});

/** A device: a browser of its own, and every frame that its sockets were sent. */
interface Device {
  page: Page;
  context: BrowserContext;
  frames: string[];
}

async function device(viewport: { width: number; height: number }): Promise<Device> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const frames: string[] = [];
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))));
  return { page, context, frames };
}

async function signUp({ page }: Device, handle: string): Promise<void> {
  await page.goto(`${gavel.url}/sign-up`);
  await page.getByLabel('Handle').fill(handle);
  await page.getByLabel('E-mail').fill(`${handle}@example.org`);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-up'));
}

async function signIn({ page }: Device, handle: string): Promise<void> {
  await page.goto(`${gavel.url}/sign-in`);
  await page.getByLabel(/handle|e-mail/i).fill(handle);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.locator('form').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

async function submit({ page }: Device, source: string): Promise<void> {
  await page.goto(`${gavel.url}/problems/${PROBLEM}`);
  await page.getByTestId('language-select').selectOption('python');
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(source);
  await page.getByTestId('submit-button').click();
}

const shownVerdict = ({ page }: Device) => page.getByTestId('verdict').first().getAttribute('data-verdict');

async function shownCells({ page }: Device): Promise<(string | null)[]> {
  const cells = await page.getByTestId(/^test-cell-/).all();
  return Promise.all(cells.map((cell) => cell.getAttribute('data-verdict')));
}

describe('one user on two devices', () => {
  test('both show the same tests and verdict live; another user sees none of it', async () => {
    const laptop = await device({ width: 1280, height: 800 });
    const phone = await device({ width: 390, height: 844 });
    const stranger = await device({ width: 1280, height: 800 });
    await signUp(laptop, 'ada');
    await signIn(phone, 'ada');
    await signUp(stranger, 'eve');

    // Nothing below loads a page anew on these two.
    await phone.page.goto(`${gavel.url}/submissions`);
    await stranger.page.goto(`${gavel.url}/submissions`);
    for (const { page } of [phone, stranger]) {
      await page.waitForSelector('[data-testid=connection-state][data-state=open]', { state: 'attached' });
      await page.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));
    }

    await submit(laptop, SLOW_PROGRAM);
    const row = phone.page.getByTestId('submission-row');
    await row.waitFor();
    const id = await row.getAttribute('data-id');
    assert.ok(id);
    await row.getByRole('link').first().click();

    // The phone opened the page in the middle, and still shows the first test as the laptop does.
    for (const { page } of [laptop, phone]) {
      await page.locator('[data-testid=test-cell-1][data-verdict=AC]').waitFor();
    }
    for (const { page } of [laptop, phone]) {
      await page.locator('[data-testid=verdict][data-verdict=AC]').waitFor({ timeout: 60_000 });
    }
    assert.deepEqual(await shownCells(phone), await shownCells(laptop));
    assert.equal(await shownVerdict(phone), await shownVerdict(laptop));
    assert.ok(laptop.frames.some((frame) => frame.includes('submission.test') && frame.includes(id)));
    assert.ok(phone.frames.some((frame) => frame.includes('submission.test') && frame.includes(id)));

    assert.equal(await stranger.page.getByTestId('submission-row').count(), 0);
    assert.deepEqual(
      stranger.frames.filter((frame) => frame.includes(id)),
      [],
    );
    for (const { page } of [phone, stranger]) {
      assert.equal(await page.evaluate(() => 'neverReloaded' in globalThis), true);
    }
    await stranger.page.goto(`${gavel.url}/submissions/${id}`);
    await stranger.page
      .getByText(/not found|no such|does not exist|nothing here/i)
      .first()
      .waitFor();
    assert.equal(await stranger.page.getByTestId('verdict').count(), 0);
  });
});
