import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { complaints } from './axe.ts';
import {
  openDevice,
  PROBLEM,
  printedPassword,
  SLOW_PROGRAM,
  shownVerdict,
  signInWith,
  signUp,
  submit,
} from './device.ts';
import { openStage } from './stage.ts';

const PROGRAM = 'a, b, k = map(int, input().split())\nprint(b // k - (a - 1) // k)\n';
const phone = { width: 390, height: 844 };

const { gavel, browser } = await openStage();

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element.matches(':focus'))) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not lead to ${target}`);
}

const verdict = (page: Page) => page.locator('[data-testid=verdict]').waitFor({ timeout: 60_000 });

describe('one user on one device', () => {
  test('signs up, solves a problem and submits it on a phone, by keyboard alone', async () => {
    const device = await openDevice(browser, gavel.url, phone);
    const { page } = device;
    await page.goto('/sign-up');
    for (const [field, text] of [
      ['Handle', 'kim'],
      ['E-mail', 'kim@example.org'],
      ['Password', 'correct horse battery'],
    ] as const) {
      await tabTo(page, page.getByLabel(field));
      await page.keyboard.type(text);
    }
    await page.keyboard.press('Enter');
    await page.waitForURL('**/problems');

    await tabTo(page, page.locator(`a[href="/problems/${PROBLEM}"]`));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('tab', { name: 'Statement' }));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByTestId('language-select'));
    await page.keyboard.type('Python');
    const editor = page.locator('.cm-content');
    await tabTo(page, editor);
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(PROGRAM);
    // The first ends the completion that typing has begun, the second lets Tab leave.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await tabTo(page, page.getByTestId('submit-button'));
    await page.keyboard.press('Enter');
    await verdict(page);
    assert.equal(await shownVerdict(device), 'AC');
    const widths = await page
      .locator('html')
      .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
    assert.equal(widths[0], widths[1], 'nothing is wider than the phone');
    await device.context.close();
  });

  test('goes on in a second tab with what the first has written', async () => {
    const { page, context } = await openDevice(browser, gavel.url, { width: 1280, height: 800 });
    const other = await context.newPage();
    for (const tab of [page, other]) {
      await tab.goto(`/problems/${PROBLEM}`);
      await tab.getByTestId('language-select').selectOption('python');
      await tab.locator('.cm-content').waitFor();
    }
    const write = async (tab: Page, text: string) => {
      await tab.locator('.cm-content').click();
      await tab.keyboard.press('Control+A');
      await tab.keyboard.insertText(text);
    };
    // In this browser every tab believes that it has the focus.
    await other.evaluate('document.hasFocus = () => false');
    await write(page, 'print(41)');
    await other.locator('.cm-content').getByText('print(41)').waitFor();
    // What the event changes is drawn in the second frame after it.
    const told = page.evaluate(
      `new Promise((tell) => {
        addEventListener('storage', () => requestAnimationFrame(() => requestAnimationFrame(tell)));
      })`,
    );
    await write(other, 'print(43)');
    await told;
    assert.equal(await page.locator('.cm-content').textContent(), 'print(41)', 'not while one writes');
    await context.close();
  });

  test('turns the tablet and finds its input and what can be undone', async () => {
    const { page, context } = await openDevice(browser, gavel.url, { width: 932, height: 700 });
    await page.goto(`/problems/${PROBLEM}`);
    const editor = page.locator('.cm-content');
    await editor.click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('first');
    await page.getByRole('textbox', { name: 'Input' }).fill('7 8 9');
    await page.setViewportSize({ width: 700, height: 932 });
    await page.getByRole('tab', { name: 'Solution' }).click();
    assert.equal(await page.getByRole('textbox', { name: 'Input' }).inputValue(), '7 8 9');
    await page.setViewportSize({ width: 932, height: 700 });
    await page.getByRole('tab', { name: 'Solution' }).waitFor({ state: 'detached' });
    await editor.click();
    await page.keyboard.insertText(' and more');
    assert.match((await editor.textContent()) ?? '', /and more/, 'it can be written in as before');
    await page.keyboard.press('Control+Z');
    await page.keyboard.press('Control+Z');
    assert.doesNotMatch((await editor.textContent()) ?? '', /first|and more/);
    await context.close();
  });

  test('submits once, however long Ctrl and Enter are held in the editor', async () => {
    const device = await openDevice(browser, gavel.url, { width: 1280, height: 800 });
    const { page, context } = device;
    await signUp(device, 'hal');
    await page.goto(`/problems/${PROBLEM}`);
    await page.getByTestId('language-select').selectOption('python');
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('print(1)');
    let sent = 0;
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/submissions')) sent++;
    });
    await page.keyboard.down('Control');
    await page.keyboard.down('Enter');
    await verdict(page);
    // The key repeats, and the first submission has been answered long since.
    for (let n = 0; n < 3; n++) await page.keyboard.down('Enter');
    await page.keyboard.up('Control');
    await page.goto('/submissions');
    await page.getByTestId('submission-row').waitFor();
    assert.equal(sent, 1);
    assert.equal(await page.getByTestId('submission-row').count(), 1);
    await context.close();
  });

  test('keeps a draft while an earlier program is looked at, whatever ends its lines', async () => {
    const device = await openDevice(browser, gavel.url, { width: 1280, height: 800 });
    const { page, context } = device;
    await signUp(device, 'lin');
    const earlier = { problem: PROBLEM, language: 'python', source: 'print(2)\r\nprint(3)\r\n' };
    const { id } = (await (await page.request.post('/api/v1/submissions', { data: earlier })).json()) as {
      id: string;
    };
    const draft = `localStorage['gavel:draft:${PROBLEM}:python']`;
    await page.evaluate(`${draft} = 'print(4)'`);
    await page.goto(`/problems/${PROBLEM}?from=${id}`);
    await page.locator('.cm-content').getByText('print(3)').waitFor();
    assert.equal(await page.evaluate(draft), 'print(4)');
    await context.close();
  });

  test('is told at once where sign-up is closed', async () => {
    const { page, context } = await openDevice(browser, gavel.url, phone);
    await page.route('**/api/auth/sign-up', (route) => route.fulfill({ json: { open: false } }));
    await page.goto('/sign-in');
    await page.getByText('An admin makes the accounts.').waitFor();
    assert.equal(await page.getByRole('link', { name: 'Create an account' }).count(), 0);
    await page.goto('/sign-up');
    await page.getByRole('heading', { name: 'Sign-up is closed' }).waitFor();
    assert.equal(await page.getByLabel('Handle').count(), 0);
    assert.deepEqual(await complaints(page), []);
    await context.close();
  });

  test('changes the password that was printed at the first start', async () => {
    const password = printedPassword(gavel.output());
    const { page } = await openDevice(browser, gavel.url, phone);
    await signInWith(page, 'admin', password);
    await page.waitForURL('**/problems');
    await page.goto('/account');
    await page.getByLabel('Current password').fill(password);
    await page.getByLabel('New password').fill('a password of my own');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByRole('status').getByText('The password is changed').waitFor();

    await page.context().clearCookies();
    await signInWith(page, 'admin', password);
    await page.getByRole('alert').waitFor();
    await signInWith(page, 'admin', 'a password of my own');
    await page.waitForURL('**/problems');
  });

  test('sees that the connection is lost, and then the verdict, when the server is killed', async () => {
    const device = await openDevice(browser, gavel.url, { width: 1280, height: 800 });
    const { page } = device;
    await signUp(device, 'rita');
    await submit(device, SLOW_PROGRAM);
    await page.locator('[data-testid=test-cell-1][data-verdict=AC]').waitFor();
    const told = page.getByRole('status').filter({ hasText: 'Reconnecting' }).waitFor();
    const server = gavel.rolePid('server');
    assert.ok(server);
    process.kill(server, 'SIGKILL');
    await told;
    await page.locator('[data-testid=connection-state][data-state=open]').waitFor({ timeout: 60_000 });
    await verdict(page);
    assert.equal(await shownVerdict(device), 'AC');
    await device.context.close();
  });

  test('finds no page that axe has a serious complaint about', async () => {
    const device = await openDevice(browser, gavel.url, { width: 1280, height: 800 });
    const { page } = device;
    await signUp(device, 'sam');
    await submit(device, PROGRAM);
    await verdict(page);
    const submission = await page.getByRole('link', { name: 'Details' }).getAttribute('href');
    const lists = ['/problems', '/submissions', '/account', '/tokens', '/queue', '/sign-in'];
    for (const path of [...lists, `/problems/${PROBLEM}`, submission as string]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.goto(path);
        await page.locator('h1').first().waitFor();
        await page.waitForLoadState('networkidle');
        assert.deepEqual(await complaints(page), [], `${path}, ${colorScheme}`);
      }
    }
    await device.context.close();
  });
});
