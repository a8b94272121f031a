import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { checkoutRoot } from './paths.ts';
import { describeSettings, readSettings } from './settings.ts';

describe('settings', () => {
  test('the documented defaults hold', () => {
    const settings = readSettings({});
    assert.equal(settings.host, '127.0.0.1');
    assert.equal(settings.port, 3000);
    assert.ok(settings.slots >= 1);
    assert.equal(settings.redisUrl, undefined);
  });

  test('an empty variable counts as not set', () => {
    assert.equal(readSettings({ GAVEL_PORT: '', REDIS_URL: '' }).port, 3000);
  });

  for (const [name, value] of [
    ['GAVEL_PORT', '70000'],
    ['GAVEL_PORT', 'eighty'],
    ['GAVEL_SLOTS', '0'],
    ['GAVEL_SLOTS', '1.5'],
    ['GAVEL_LOG', 'loud'],
    ['GAVEL_SIGNUP', 'maybe'],
    ['GAVEL_TRUST_PROXY', 'true'],
    ['GAVEL_TRUST_PROXY', '10.0.0.0/33'],
    ['GAVEL_TRUST_PROXY', '10.0.0.1,,'],
    ['REDIS_URL', 'http://127.0.0.1'],
    ['DATABASE_URL', 'mysql://127.0.0.1/x'],
    ['GAVEL_AUTH_SECRET', 'short'],
  ] as const) {
    test(`${name}=${value} is refused in one line that names it`, () => {
      assert.throws(
        () => readSettings({ [name]: value }),
        (error: Error) => error.message.startsWith(name) && !error.message.includes('\n'),
      );
    });
  }

  test('proxies are addresses, networks, or names of networks', () => {
    const trustProxy = 'loopback, 10.0.0.5,192.168.0.0/16,fd00::/8';
    assert.equal(readSettings({ GAVEL_TRUST_PROXY: trustProxy }).trustProxy, trustProxy);
  });

  test('a bad secret is named but not shown', () => {
    assert.throws(
      () => readSettings({ GAVEL_AUTH_SECRET: 'hunter2' }),
      (error: Error) => !error.message.includes('hunter2'),
    );
  });

  test('docs/settings.md tells every setting with its default', async () => {
    const page = await readFile(join(checkoutRoot, 'docs/settings.md'), 'utf8');
    for (const { name, fallback, meaning } of describeSettings()) {
      assert.ok(page.includes(`| \`${name}\` |`), `${name} is missing`);
      assert.ok(page.includes(meaning), `the meaning of ${name} is another: ${meaning}`);
      if (fallback && name !== 'GAVEL_SLOTS')
        assert.ok(page.includes(`\`${fallback}\``), `${name}: ${fallback}`);
    }
  });
});
