import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Device,
  openDevice,
  PROBLEM,
  SLOW_PROGRAM,
  shownVerdict,
  signIn,
  signUp,
  submit,
} from './device.ts';
import { openStage } from './stage.ts';

const { gavel, browser } = await openStage();

async function shownCells({ page }: Device): Promise<(string | null)[]> {
  const cells = await page.getByTestId(/^test-cell-/).all();
  return Promise.all(cells.map((cell) => cell.getAttribute('data-verdict')));
}

describe('one user on two devices', () => {
  test('both show the same tests and verdict live; another user sees none of it', async () => {
    const laptop = await openDevice(browser, gavel.url, { width: 1280, height: 800 });
    const phone = await openDevice(browser, gavel.url, { width: 390, height: 844 });
    const tablet = await openDevice(browser, gavel.url, { width: 820, height: 1180 });
    const stranger = await openDevice(browser, gavel.url, { width: 1280, height: 800 });
    await signUp(laptop, 'ada');
    for (const device of [phone, tablet]) await signIn(device, 'ada');
    await signUp(stranger, 'eve');

    // Nothing below loads a page anew on these three.
    await phone.page.goto('/submissions');
    await tablet.page.goto(`/problems/${PROBLEM}`);
    await stranger.page.goto('/submissions');
    for (const { page } of [phone, tablet, stranger]) {
      await page.waitForSelector('[data-testid=connection-state][data-state=open]', { state: 'attached' });
      await page.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));
    }

    await submit(laptop, SLOW_PROGRAM);
    const row = phone.page.getByTestId('submission-row');
    await row.waitFor();
    const id = await row.getAttribute('data-id');
    assert.ok(id);
    await row.getByRole('link').first().click();

    // The phone opened the page in the middle, and still shows the first test as the laptop does; so does the tablet, where
    // the problem is open as on the laptop.
    for (const { page } of [laptop, phone, tablet]) {
      await page.locator('[data-testid=test-cell-1][data-verdict=AC]').waitFor();
    }
    for (const { page } of [laptop, phone, tablet]) {
      await page.locator('[data-testid=verdict][data-verdict=AC]').waitFor({ timeout: 60_000 });
    }
    for (const device of [phone, tablet]) {
      assert.deepEqual(await shownCells(device), await shownCells(laptop));
      assert.equal(await shownVerdict(device), await shownVerdict(laptop));
    }
    assert.ok(laptop.frames.some((frame) => frame.includes('submission.test') && frame.includes(id)));
    assert.ok(phone.frames.some((frame) => frame.includes('submission.test') && frame.includes(id)));

    assert.equal(await stranger.page.getByTestId('submission-row').count(), 0);
    assert.deepEqual(
      stranger.frames.filter((frame) => frame.includes(id)),
      [],
    );
    for (const { page } of [phone, tablet, stranger]) {
      assert.equal(await page.evaluate(() => 'neverReloaded' in globalThis), true);
    }
    await stranger.page.goto(`/submissions/${id}`);
    await stranger.page
      .getByText(/not found|no such|does not exist|nothing here/i)
      .first()
      .waitFor();
    assert.equal(await stranger.page.getByTestId('verdict').count(), 0);
  });
});
