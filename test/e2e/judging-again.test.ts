import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rejudging, Submission } from '@gavel/contract';
import type { Page } from 'playwright-core';
import { makeZip } from '../../packages/problem-package/zip-writer.fixture.ts';
import { complaints } from './axe.ts';
import { openDevice, printedPassword, signIn, signUp, submitHere } from './device.ts';
import { openStage } from './stage.ts';

const laptop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

const { gavel, browser } = await openStage();

async function put(problem: string, files: { path: string; data: string }[], more = ''): Promise<void> {
  const body = makeZip([
    { path: 'problem.yaml', data: `name: ${problem}\nlimits:\n  memory: 64\n${more}` },
    { path: 'problem_statement/problem.en.md', data: 'Print what is asked for.\n' },
    ...files,
  ]);
  const headers = { authorization: `Bearer ${gavel.adminToken}`, 'content-type': 'application/zip' };
  const response = await fetch(`${gavel.url}/api/v1/problems/${problem}`, { method: 'PUT', headers, body });
  assert.ok(response.ok, await response.text());
}

/** Its only test says that twice 3 is `answer`. */
const putDouble = (answer: string) =>
  put('twice', [
    { path: 'data/secret/1.in', data: '3\n' },
    { path: 'data/secret/1.ans', data: `${answer}\n` },
  ]);

test('a submission is cancelled while it runs', async () => {
  await put('patience', [
    { path: '.timelimit', data: '100' },
    ...[1, 2].map((n) => ({ path: `data/secret/${n}.in`, data: `${n}\n` })),
    ...[1, 2].map((n) => ({ path: `data/secret/${n}.ans`, data: `${n}\n` })),
  ]);
  const device = await openDevice(browser, gavel.url, laptop);
  const { page } = device;
  await signUp(device, 'ada');
  await page.goto('/problems/patience');
  // However long a busy browser takes to cancel it, the second test still runs.
  await submitHere(device, "import time\nn = input()\nif n == '2': time.sleep(1000)\nprint(n)");
  await page.locator('[data-testid=test-cell-1][data-verdict=AC]').waitFor();
  await page.getByRole('link', { name: 'Details' }).click();
  // By its whole name: the page before has such a button too, and goes away with what was pressed on it.
  await page.getByRole('button', { name: 'Cancel the submission to patience' }).click();
  await page.getByRole('button', { name: /^Really cancel/ }).click();
  await page.locator('.judging').getByText('Cancelled', { exact: true }).first().waitFor();
  await page.goto('/submissions');
  await page.getByTestId('submission-row').getByText('Cancelled').waitFor();
  assert.equal(await page.getByRole('button', { name: /^Cancel/ }).count(), 0);
  await device.context.close();
});

async function judged(token: string, problem: string, source: string): Promise<Submission> {
  const request = { problem, language: 'python', source };
  const { body } = await gavel.call('POST', '/api/v1/submissions', request, token);
  const { id } = body as Submission;
  const answer = await gavel.call('GET', `/api/v1/submissions/${id}?wait=60`, undefined, token);
  return answer.body as Submission;
}

test('an admin judges a problem again, compares, and applies; the author sees it without a reload', async () => {
  const account = { handle: 'bob', email: 'bob@example.org', password: 'correct horse battery' };
  const { body: bob } = await gavel.call('POST', '/api/v1/users', account);
  await putDouble('7');
  const submission = await judged((bob as { token: string }).token, 'twice', 'print(2 * int(input()))');
  assert.equal(submission.verdict, 'WA');
  await putDouble('6');

  const author = await openDevice(browser, gavel.url, laptop);
  await signIn(author, 'bob');
  await author.page.goto(`/submissions/${submission.id}`);
  await author.page.locator('[data-testid=verdict][data-verdict=WA]').waitFor();
  await author.page.locator('[data-testid=connection-state][data-state=open]').waitFor();

  const device = await openDevice(browser, gavel.url, laptop);
  const admin = device.page;
  await signIn(device, 'admin', printedPassword(gavel.output()));
  await admin.goto('/problems/twice');
  await admin.getByRole('button', { name: 'Judge again…' }).click();
  await admin.getByLabel('Reason').fill('The answer of test 1 was wrong');
  await admin.getByRole('dialog').getByRole('button', { name: 'Judge again' }).click();
  await admin.waitForURL('**/rejudgings/*');
  await admin.locator('[data-testid=rejudging-state][data-state=judged]').waitFor();
  await admin.getByTestId('rejudging-pairs').getByText('AC').waitFor();
  await admin.getByTestId('rejudged-row').getByRole('link', { name: 'bob' }).waitFor();
  assert.equal(await author.page.locator('[data-testid=verdict][data-verdict=WA]').count(), 1);

  await admin.getByRole('button', { name: 'Apply 1 verdict' }).click();
  await admin.getByRole('alertdialog').getByRole('button', { name: 'Apply' }).click();
  await admin.locator('[data-testid=rejudging-state][data-state=applied]').waitFor();
  await author.page.locator('[data-testid=verdict][data-verdict=AC]').waitFor();
  await author.page.getByRole('heading', { name: 'Earlier verdicts' }).waitFor();
  await author.page.getByTestId('coins').getByText('10').waitFor();
  await author.context.close();

  for (const path of [new URL(admin.url()).pathname, '/rejudgings', '/queue']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await admin.emulateMedia({ colorScheme });
      await admin.goto(path);
      await admin.locator('h1').first().waitFor();
      await admin.waitForLoadState('networkidle');
      assert.deepEqual(await complaints(admin), [], `${path}, ${colorScheme}`);
    }
  }
  await device.context.close();
  const { body } = await gavel.call('GET', '/api/v1/rejudgings');
  assert.equal((body as { items: Rejudging[] }).items[0]?.state, 'applied');
});

test('a failed test tells why, and to an admin what the checker said, on a phone too', async () => {
  const words = 'the largest is 7, not'.padEnd(900, '-');
  await put(
    'talkative',
    [
      { path: 'data/secret/1.in', data: '\n' },
      { path: 'data/secret/1.ans', data: '7\n' },
      { path: 'output_validators/check.py', data: `import sys\nsys.stderr.write("${words}")\nsys.exit(43)` },
    ],
    'validation: custom\n',
  );
  const account = { handle: 'eve', email: 'eve@example.org', password: 'correct horse battery' };
  const { body: eve } = await gavel.call('POST', '/api/v1/users', account);
  const { token } = eve as { token: string };
  const aborted = await judged(token, 'talkative', 'import os\nos.abort()');
  const wrong = await judged(token, 'talkative', 'print(8)');

  const author = await openDevice(browser, gavel.url, phone);
  await signIn(author, 'eve');
  await author.page.goto(`/submissions/${aborted.id}`);
  await author.page.getByText('signal SIGABRT').waitFor();
  await assertFits(author.page);
  await author.page.goto(`/submissions/${wrong.id}`);
  await author.page.locator('[data-testid=verdict][data-verdict=WA]').waitFor();
  await author.page.getByRole('cell', { name: 'secret/1' }).waitFor();
  assert.equal(await author.page.getByText('Judge message').count(), 0);
  await author.context.close();

  const admin = await openDevice(browser, gavel.url, phone);
  await signIn(admin, 'admin', printedPassword(gavel.output()));
  await admin.page.goto(`/submissions/${wrong.id}`);
  await admin.page.getByText(words).waitFor();
  await assertFits(admin.page);
  assert.deepEqual(await complaints(admin.page), []);
  await admin.context.close();
});

async function assertFits(page: Page): Promise<void> {
  const widths = await page
    .locator('html')
    .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
  assert.equal(widths[0], widths[1], 'nothing is wider than the phone');
}
