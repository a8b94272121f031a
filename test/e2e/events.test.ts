import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { complaints } from './axe.ts';
import { openDevice, PROBLEM, printedPassword, signIn, signUp, submitHere } from './device.ts';
import { openStage } from './stage.ts';

const PROGRAM = 'a, b, k = map(int, input().split())\nprint(b // k - (a - 1) // k)\n';
const laptop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

const { gavel, browser } = await openStage();

const inUtc = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 16);
const row = (page: Page, handle: string) =>
  page.locator(`[data-testid=standings-row][data-handle=${handle}]`);

test('an admin makes an event, a user joins and solves, and another sees the standings move', async () => {
  const desk = await openDevice(browser, gavel.url, laptop);
  await signIn(desk, 'admin', printedPassword(gavel.output()));
  const admin = desk.page;
  await admin.goto('/events/new');
  await admin.getByLabel('Title').fill('Harbour Cup');
  await admin.getByLabel('Time zone of start and end').selectOption('UTC');
  await admin.getByLabel('Start', { exact: true }).fill(inUtc(-1));
  await admin.getByLabel('End', { exact: true }).fill(inUtc(120));
  await admin.getByLabel('Add a problem').selectOption(PROBLEM);
  assert.deepEqual(await complaints(admin), []);
  await admin.getByRole('button', { name: 'Create event' }).click();
  await admin.getByRole('heading', { level: 1, name: 'Harbour Cup' }).waitFor();
  const [, path] = /(\/events\/[0-9a-f-]{36})$/.exec(admin.url()) ?? [];
  assert.ok(path, admin.url());

  const watcher = await openDevice(browser, gavel.url, phone);
  await signUp(watcher, 'wim');
  await watcher.page.goto(`${path}/standings`);
  await watcher.page.getByText('Nobody has joined yet').waitFor();
  await watcher.page.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));

  const racer = await openDevice(browser, gavel.url, laptop);
  await signUp(racer, 'ria');
  await racer.page.goto('/events');
  await racer.page.getByTestId('event-row').filter({ hasText: 'Harbour Cup' }).click();
  await racer.page.getByRole('button', { name: 'Join' }).click();
  await row(watcher.page, 'ria').waitFor();
  await racer.page.goto(`/problems/${PROBLEM}`);
  await racer.page.getByTestId('held-by').filter({ hasText: 'Harbour Cup' }).waitFor();
  assert.equal(await racer.page.getByTestId('submit-button').isDisabled(), true);
  await racer.page.getByRole('link', { name: 'Open it there' }).click();
  await racer.page.waitForURL(`**${path}/problems/${PROBLEM}`);
  await submitHere(racer, PROGRAM);
  await racer.page.locator('[data-testid=verdict][data-verdict=AC]').waitFor();

  const cell = row(watcher.page, 'ria').getByTestId('standings-cell');
  await watcher.page.locator('[data-look=first]').waitFor();
  assert.match((await cell.textContent()) ?? '', /solved in minute \d+, first of all/);
  assert.equal(await row(watcher.page, 'ria').getByTestId('solved').textContent(), '1');
  assert.equal(await watcher.page.evaluate(() => 'neverReloaded' in globalThis), true);
  const widths = await watcher.page
    .locator('html')
    .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
  assert.equal(widths[0], widths[1], 'nothing is wider than the phone');

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const { page } of [watcher, racer]) await page.emulateMedia({ colorScheme });
    assert.deepEqual(await complaints(watcher.page), [], `standings, ${colorScheme}`);
    await racer.page.goto(path);
    await racer.page.getByTestId('submission-row').waitFor();
    assert.deepEqual(await complaints(racer.page), [], `event, ${colorScheme}`);
  }

  await admin.goto(`${path}/edit`);
  await admin.getByRole('button', { name: 'Delete event' }).dblclick();
  await admin.getByRole('button', { name: 'Really delete' }).click();
  await admin.waitForURL('**/events');
});

test('an admin sees on any screen what the cache has done, and clears a resource', async () => {
  const device = await openDevice(browser, gavel.url, laptop);
  const { page } = device;
  await signIn(device, 'admin', printedPassword(gavel.output()));
  await page.goto('/events');
  await page.goto('/cache');
  const events = page.getByRole('row').filter({ hasText: 'event-list' });
  await events.getByText('invalidate-first, 600 s').waitFor();
  await page.getByRole('definition').getByText('a change had begun meanwhile').waitFor();
  await page.getByRole('button', { name: 'Clear event-list' }).click();
  await page.getByText('Cleared event-list: ').waitFor();
  for (const viewport of [laptop, phone]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await complaints(page), [], `cache, ${viewport.width}, ${colorScheme}`);
    }
    const [whole, seen] = await page
      .locator('html')
      .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
    assert.equal(whole, seen, 'the page is not wider than the screen, its table scrolls by itself');
    const overflow = "getComputedStyle(document.querySelector('.table-frame-wide')).overflowX";
    assert.equal(await page.evaluate(overflow), 'auto');
  }
});
