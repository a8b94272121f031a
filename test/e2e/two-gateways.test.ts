import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  freePort,
  startTestBalancer,
  startTestGavel,
  type TestBalancer,
  type TestGavel,
  until,
} from '@gavel/test-support';
import type { Browser } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { type Device, openDevice, SLOW_PROGRAM, shownVerdict, signIn, signUp, submit } from './device.ts';

const MAIN = join(import.meta.dirname, '../../apps/server/src/cli/main.ts');

let gavel: TestGavel;
let browser: Browser;
let gateways: { port: number; process: ChildProcess }[];
let balancers: TestBalancer[];

/** `gavel gateway` beside a Gavel that runs on the same data folder. */
async function startGateway(): Promise<{ port: number; process: ChildProcess }> {
  const port = await freePort();
  const env = { ...process.env, GAVEL_HOME: gavel.home, GAVEL_PORT: String(port), GAVEL_LOG: 'warn' };
  const child = spawn(process.execPath, [MAIN, 'gateway'], { env, stdio: 'inherit' });
  await until(
    'it is ready',
    async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
      return answer?.ok;
    },
    60_000,
  );
  return { port, process: child };
}

before(async () => {
  gavel = await startTestGavel();
  gateways = await Promise.all([startGateway(), startGateway()]);
  const [one, two] = gateways.map(({ port }) => port) as [number, number];
  // Each device comes to a gateway of its own first, and to the other when that is gone.
  balancers = [
    await startTestBalancer(gavel.url, [one, two]),
    await startTestBalancer(gavel.url, [two, one]),
  ];
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  for (const balancer of balancers ?? []) balancer.close();
  for (const { process } of gateways ?? []) {
    if (process.exitCode !== null || process.signalCode !== null) continue;
    process.kill('SIGKILL');
    await once(process, 'exit');
  }
  await gavel?.remove();
});

const connections = async (port: number) => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^gavel_live_connections\{transport="websocket"\} (\d+)/m.exec(text)?.[1]);
};

async function shownCells({ page }: Device): Promise<(string | null)[]> {
  const cells = await page.getByTestId(/^test-cell-/).all();
  return Promise.all(cells.map((cell) => cell.getAttribute('data-verdict')));
}

test('two devices on two gateways, one of which is killed in the middle: both end on the same picture', async () => {
  const [laptop, phone] = [
    await openDevice(browser, balancers[0]?.url as string, { width: 1280, height: 800 }),
    await openDevice(browser, balancers[1]?.url as string, { width: 390, height: 844 }),
  ];
  await signUp(laptop, 'ada');
  await signIn(phone, 'ada');
  await phone.page.goto('/submissions');
  await until('each is on a gateway of its own', async () => {
    const counts = await Promise.all(gateways.map(({ port }) => connections(port)));
    return counts.every((count) => count === 1);
  });
  await submit(laptop, SLOW_PROGRAM);
  await phone.page.getByTestId('submission-row').getByRole('link').first().click();
  for (const { page } of [laptop, phone]) {
    await page.locator('[data-testid=test-cell-1][data-verdict=AC]').waitFor();
    await page.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));
  }
  gateways[1]?.process.kill('SIGKILL');
  for (const { page } of [laptop, phone]) {
    await page.locator('[data-testid=verdict][data-verdict=AC]').waitFor({ timeout: 60_000 });
    await page.locator('[data-testid=connection-state][data-state=open]').waitFor({ state: 'attached' });
    assert.equal(await page.evaluate(() => 'neverReloaded' in globalThis), true);
  }
  assert.deepEqual(await shownCells(phone), await shownCells(laptop));
  assert.equal(await shownVerdict(phone), await shownVerdict(laptop));
  await until('both are on the gateway that is left', async () => {
    return (await connections(gateways[0]?.port as number)) === 2;
  });
});
