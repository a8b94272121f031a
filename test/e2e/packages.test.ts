import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { makeZip } from '../../packages/problem-package/zip-writer.fixture.ts';
import { complaints } from './axe.ts';
import { type Device, openDevice, PROBLEM, printedPassword, signIn, signUp } from './device.ts';
import { openStage } from './stage.ts';

const laptop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

const { gavel, browser } = await openStage();
const folder = await mkdtemp(join(tmpdir(), 'gavel-e2e-'));
after(() => rm(folder, { recursive: true }));

/** A package from `problems/`, packed under a name of its own. */
async function pack(
  problem: string,
  fileName: string,
  changes: Record<string, string> = {},
): Promise<string> {
  const root = join(import.meta.dirname, '../../problems', problem);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const items = new Map<string, string | Uint8Array>();
  for (const file of files) items.set(relative(root, file), await readFile(file));
  for (const [path, data] of Object.entries(changes)) items.set(path, data);
  const zip = join(folder, fileName);
  await writeFile(zip, makeZip([...items].map(([path, data]) => ({ path, data }))));
  return zip;
}

async function openAsAdmin(viewport: { width: number; height: number }): Promise<Device> {
  const device = await openDevice(browser, gavel.url, viewport);
  await signIn(device, 'admin', printedPassword(gavel.output()));
  return device;
}

/** In both looks, and on a screen as wide as the page: what axe has to say, and whether anything is too wide. */
async function assertFine(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await complaints(page), [], `${what}, ${colorScheme}`);
  }
  const [whole, seen] = await page
    .locator('html')
    .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
  assert.equal(whole, seen, `${what}: nothing is wider than the screen`);
}

test('an admin adds a problem by keyboard alone, and replaces it from its own page', async () => {
  const { page, context } = await openAsAdmin(laptop);
  const zip = await pack('night-trains', 'Harbour Trains (1).zip');
  // After each way within the app the focus goes to the new page.
  await page.locator('#main:focus').waitFor();
  await page.getByRole('link', { name: 'Add a problem' }).press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Add a problem' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Add problem' }).isDisabled(), true);
  await page.locator('#main:focus').waitFor();
  const chooser = page.waitForEvent('filechooser');
  await page.getByLabel('Package').press('Enter');
  await (await chooser).setFiles(zip);
  assert.equal(await page.getByLabel('Slug').inputValue(), 'harbour-trains');
  await page.getByLabel('Hidden until').press('Space');
  await assertFine(page, 'a package is chosen');
  await page.getByLabel('Slug').press('Enter');
  await page.getByText(/Added, with \d+ tests\./).waitFor();
  const focused = page.locator(':focus');
  assert.equal(await focused.textContent(), 'Night Trains');
  await assertFine(page, 'the problem is stored');

  const visitor = await openDevice(browser, gavel.url, phone);
  const seen = await visitor.page.goto('/api/v1/problems/harbour-trains');
  assert.equal(seen?.status(), 404, 'it is hidden');
  await visitor.context.close();

  await page.getByRole('link', { name: 'Open the problem' }).click();
  await page.getByRole('link', { name: 'Replace' }).click();
  await page.getByRole('heading', { level: 1, name: 'Replace a problem' }).waitFor();
  const renamed = { 'problem.yaml': 'name: Harbour Trains\nlimits:\n  memory: 64\n' };
  await page.getByLabel('Package').setInputFiles(await pack('night-trains', 'other.zip', renamed));
  assert.equal(
    await page.getByLabel('Slug').inputValue(),
    'harbour-trains',
    'the name of the file is no matter',
  );
  await page.getByText('the package replaces it').waitFor();
  await page.getByLabel('Slug').press('Enter');
  assert.equal(await page.getByRole('alertdialog').count(), 0);
  await page.getByRole('button', { name: 'Replace' }).click();
  await page.getByRole('alertdialog').getByText('Submissions stay').waitFor();
  await assertFine(page, 'it asks first');
  await page.getByRole('button', { name: 'Replace it' }).click();
  await page.getByText(/Replaced, with \d+ tests\./).waitFor();
  await page.getByRole('heading', { name: 'Harbour Trains' }).waitFor();
  await context.close();
});

test('all faults of a package are listed; mended under the same name it must be chosen again', async () => {
  const { page, context } = await openAsAdmin(phone);
  await page.goto('/send-package');
  const zip = await pack('night-trains', 'faulty.zip', {
    'problem.yaml': 'name: Faulty\nlimits:\n  memory: much\n',
    'data/secret/99.in': '1\n',
  });
  // The browser starts a drag of files only from outside of itself.
  const transfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    const bytes = Uint8Array.from(${JSON.stringify([...(await readFile(zip))])});
    transfer.items.add(new File([bytes], 'faulty.zip'));
    return transfer;
  })()`);
  await page.dispatchEvent('h1', 'drop', { dataTransfer: transfer });
  await page.getByText('faulty.zip').waitFor();
  await page.getByRole('button', { name: 'Add problem' }).click();
  const faults = page.getByTestId('faults').getByRole('listitem');
  await faults.first().waitFor();
  const told = (await faults.allTextContents()).join('\n');
  assert.match(told, /^problem\.yaml limits\.memory: .+\ndata\/secret\/99\.ans is missing: .+$/);
  await assertFine(page, 'faults');

  await page.getByLabel('Package').setInputFiles(zip);
  assert.equal(await faults.count(), 0);
  await pack('night-trains', 'faulty.zip');
  await page.getByRole('button', { name: 'Add problem' }).click();
  await page.getByRole('alert').getByText('it has changed since it was chosen').waitFor();
  await page.getByLabel('Package').setInputFiles(zip);
  await page.getByRole('button', { name: 'Add problem' }).click();
  await page.getByText(/Added, with/).waitFor();
  await context.close();
});

test('what goes wrong on the way is told, and leaving cancels', async () => {
  const { page, context } = await openAsAdmin(laptop);
  const zip = await pack('night-trains', 'on-the-way.zip');
  const send = async () => {
    await page.goto('/send-package');
    await page.getByLabel('Package').setInputFiles(zip);
    await page.getByRole('button', { name: 'Add problem' }).click();
  };
  const path = '**/api/v1/problems/on-the-way';
  await page.route(path, (route) => route.abort('connectionreset'), { times: 1 });
  await send();
  await page.getByRole('alert').getByText('The connection was lost').waitFor();
  await page.route(path, (route) => route.fulfill({ status: 413, body: '<h1>413</h1>' }), { times: 1 });
  await send();
  await page.getByRole('alert').getByText('The proxy in front of Gavel').waitFor();
  const busy = {
    status: 503,
    headers: { 'retry-after': '2' },
    json: { code: 'database-unavailable', status: 503, detail: 'the database is away' },
  };
  await page.route(path, (route) => route.fulfill(busy), { times: 1 });
  await send();
  await page.getByRole('alert').getByText('the database is away. Try again in 2 s.').waitFor();

  await page.route(path, () => {}, { times: 1 });
  await send();
  await page.getByRole('progressbar', { name: 'Uploaded' }).waitFor();
  const cancelled = page.waitForEvent('requestfailed', (request) => request.method() === 'PUT');
  await page.getByRole('link', { name: 'Problems', exact: true }).click();
  await cancelled;

  await page.goto('/send-package');
  await page.getByLabel('Package').setInputFiles(zip);
  await context.clearCookies();
  await page.getByRole('button', { name: 'Add problem' }).click();
  await page.getByRole('heading', { name: 'Sign in first' }).waitFor();
  await context.close();
});

test('nobody but an admin is led to it', async () => {
  const device = await openDevice(browser, gavel.url, phone);
  const { page, context } = device;
  await signUp(device, 'nan');
  await page.goto(`/problems/${PROBLEM}`);
  await page.getByRole('heading', { level: 1, name: 'Lighthouse Log' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Replace' }).count(), 0);
  await page.goto('/problems');
  await page.getByRole('link', { name: 'Lighthouse Log' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Add a problem' }).count(), 0);
  await page.goto('/send-package');
  await page.getByRole('heading', { name: 'For admins' }).waitFor();
  await context.close();
});
