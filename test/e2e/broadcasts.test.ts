import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '@gavel/test-support';
import type { Page, Route } from 'playwright-core';
import { complaints } from './axe.ts';
import { openDevice, PROBLEM, printedPassword, signIn, signUp } from './device.ts';
import { openStage } from './stage.ts';

const phone = { width: 390, height: 844 };
const laptop = { width: 1280, height: 800 };

const { gavel, browser } = await openStage();

const hasCoins = (page: Page, coins: string) =>
  page
    .getByTestId('coins')
    .and(page.getByText(coins, { exact: true }))
    .waitFor();
const gift = (page: Page) => page.getByTestId('news-lucky');
const shownNews = async (page: Page) =>
  (await page.locator('.news-message p').allTextContents()).map((text) => text.trim());
const newsEnds = async (page: Page) => {
  const box = await page.getByRole('region', { name: 'News for everybody' }).boundingBox();
  return box && box.y + box.height;
};
const pageBegins = async (page: Page) => (await page.getByRole('main').boundingBox())?.y;

test('an admin makes everybody lucky: at once who is there, on return who was away', async () => {
  const here = await openDevice(browser, gavel.url, phone);
  await signUp(here, 'ana');
  await here.page.locator('[data-testid=connection-state][data-state=open]').waitFor();
  const away = await openDevice(browser, gavel.url, laptop);
  await away.page.emulateMedia({ reducedMotion: 'reduce' });
  await signUp(away, 'kim');
  await away.page.goto('about:blank');

  const desk = await openDevice(browser, gavel.url, laptop);
  await signIn(desk, 'admin', printedPassword(gavel.output()));
  const admin = desk.page;
  await admin.goto('/broadcasts');
  await admin.getByLabel('Coins for each').fill('25');
  const message = admin.getByLabel('Message (may be empty)');
  await message.fill('Well done, all of you');
  // Each after the first is what a key repeats while it is held down.
  for (let n = 0; n < 3; n++) await admin.keyboard.down('Enter');
  await admin.keyboard.up('Enter');
  await admin.getByRole('button', { name: 'Really 25 coins each?' }).waitFor();
  await message.fill('Well done, all of you!');
  await admin.getByRole('button', { name: 'Give everybody 25 coins' }).dblclick();
  assert.equal(await gift(here.page).count(), 0, 'it asks before it gives, and a double click is no answer');
  await admin.getByRole('button', { name: 'Really 25 coins each?' }).click();

  await here.page.locator('.coin-shower').waitFor({ state: 'attached' });
  await gift(here.page).getByText('Well done, all of you!').waitFor();
  await hasCoins(here.page, '25');
  assert.deepEqual(await complaints(here.page), []);
  await here.page.reload();
  await gift(here.page).waitFor();
  assert.equal(await here.page.locator('.coin-shower').count(), 0, 'the coins of one gift fall once');
  await gift(here.page).getByRole('button', { name: 'Nice!' }).click();
  await here.page.reload();
  await hasCoins(here.page, '25');
  assert.equal(await gift(here.page).count(), 0, 'it was put away');

  await away.page.goto(`${gavel.url}/problems`);
  await gift(away.page).getByText('Well done, all of you!').waitFor();
  await hasCoins(away.page, '25');
  assert.equal(await away.page.locator('.coin-shower').isVisible(), false, 'motion was asked to be reduced');

  await admin.getByLabel('Words').fill('The hall opens at nine.');
  await admin.getByRole('button', { name: 'Tell everybody' }).click();
  await admin.getByRole('button', { name: 'Really tell everybody?' }).click();
  await here.page.getByTestId('news-announcement').getByText('The hall opens at nine.').waitFor();
  await here.page.getByRole('button', { name: 'Got it' }).click();

  const hour = 3_600_000;
  const at = (time: number) => new Date(time).toISOString();
  const times = { startsAt: at(Date.now() - hour), endsAt: at(Date.now() + hour) };
  const made = await gavel.call('POST', '/api/v1/events', { title: 'Cup', problems: [PROBLEM], ...times });
  const { id } = made.body as { id: string };
  await here.page.evaluate((path) => fetch(path, { method: 'POST' }), `/api/v1/events/${id}/join`);
  await admin.reload();
  await admin.getByLabel('To').selectOption({ label: 'Who takes part in Cup' });
  await admin.getByLabel('Words').fill('Problem A: n is positive.');
  await admin.getByRole('button', { name: 'Tell the participants' }).click();
  await admin.getByRole('button', { name: 'Really tell the participants?' }).click();
  await here.page.getByTestId('news-announcement').getByText('n is positive').waitFor();
  assert.equal(await away.page.getByText('n is positive').count(), 0);

  const long = 'Problem B: the sum may be as large as 10^18, and is read as one number. '.repeat(6);
  await gavel.call('POST', '/api/v1/broadcasts/announcements', { message: long });
  await here.page.goto(`/problems/${PROBLEM}`);
  await here.page.getByText(long.trim()).waitFor();
  await gavel.call('POST', '/api/v1/broadcasts/announcements', { message: 'The last hour begins.' });
  await here.page.getByText('The last hour begins.').waitFor();
  assert.deepEqual(await shownNews(here.page), ['The last hour begins.', long.trim()], 'newest first');
  for (const viewport of [laptop, phone]) {
    await here.page.setViewportSize(viewport);
    await until(
      'news covers nothing',
      async () => (await newsEnds(here.page)) === (await pageBegins(here.page)),
    );
  }
  const words = here.page.locator('.news-cut').nth(1);
  const cutHeight = (await words.boundingBox())?.height ?? 0;
  await here.page.getByRole('button', { name: 'Show all' }).click();
  const whole = (await here.page.locator('.news-message p').nth(1).boundingBox())?.height ?? 0;
  assert.ok(whole > cutHeight, `${whole} of ${cutHeight}`);
  await here.page.getByRole('button', { name: 'and 1 more' }).click();
  assert.equal((await shownNews(here.page)).at(-1), 'Problem A: n is positive.');
  assert.deepEqual(await complaints(here.page), []);
  await here.page.getByRole('button', { name: 'Put all away' }).click();
  assert.deepEqual(await shownNews(here.page), []);

  const lost = (route: Route) => route.fetch().then(() => route.abort());
  await admin.route('**/broadcasts/announcements', lost, { times: 1 });
  const tell = async (words: string) => {
    await admin.getByLabel('Words').fill(words);
    await admin.getByRole('button', { name: 'Tell the participants' }).click();
    await admin.getByRole('button', { name: 'Really tell the participants?' }).click();
  };
  await tell('Lunch is at one.');
  await admin.getByText('The server could not be reached').waitFor();
  await tell('Lunch is at two.');
  await admin.getByText('What you sent before did go out').waitFor();
  await admin.getByRole('cell', { name: 'Lunch is at one.' }).waitFor();
  await tell('Lunch is at two, not at one.');
  await admin.getByRole('cell', { name: 'Lunch is at two, not at one.' }).waitFor();

  await here.page.evaluate(
    `new Promise((tell) => {
      scrollTo(0, document.body.scrollHeight);
      requestAnimationFrame(() => requestAnimationFrame(tell));
    })`,
  );
  await tell('The hall closes at six.');
  await here.page.getByRole('button', { name: 'New announcement' }).click();
  await here.page.getByRole('button', { name: 'New announcement' }).waitFor({ state: 'detached' });
  const newest = here.page.getByTestId('news-announcement').getByText('The hall closes at six.');
  assert.equal(
    await newest.evaluate((words) => words.getBoundingClientRect().top > 0),
    true,
    'it is in sight',
  );

  for (const colorScheme of ['light', 'dark'] as const) {
    await admin.emulateMedia({ colorScheme });
    assert.deepEqual(await complaints(admin), [], colorScheme);
  }
});
