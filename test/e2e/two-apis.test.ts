import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { CachedResource } from '@gavel/contract';
import { startTestGavel, type TestGavel } from '@gavel/test-support';
import { PROBLEM } from './device.ts';

const MAIN = join(import.meta.dirname, '../../apps/server/src/cli/main.ts');

let gavel: TestGavel;
before(async () => {
  gavel = await startTestGavel();
});
after(() => gavel?.remove());

for (const order of ['invalidate-first', 'cache-first', 'database-first']) {
  test(`${order}: an event that one api process makes, changes or removes is so at once in another, though lists live ten minutes`, async () => {
    const apis = await Promise.all([startApi(order), startApi(order)]);
    let reading = true;
    let readers: Promise<void>[] = [];
    try {
      const bases = apis.map(({ url }) => url);
      const titles = async (base: string): Promise<string[]> => {
        const response = await fetch(`${base}/api/v1/events`);
        return ((await response.json()) as { title: string }[]).map(({ title }) => title);
      };
      const send = async (base: string, method: string, path: string, body?: object) => {
        const response = await fetch(`${base}/api/v1/events${path}`, {
          method,
          headers: {
            authorization: `Bearer ${gavel.adminToken}`,
            ...(body && { 'content-type': 'application/json' }),
          },
          ...(body && { body: JSON.stringify(body) }),
        });
        assert.ok(response.ok, `${method} ${path}: ${response.status}`);
        return response.status === 204 ? null : ((await response.json()) as { id: string });
      };
      /** Every read that begins now, in either process. */
      const everywhere = async (title: string) => {
        const lists = await Promise.all([...bases, ...bases, ...bases].map(titles));
        return lists.map((list) => list.includes(title));
      };

      // Readers who never rest: they miss, load and fill while the writes below go on.
      readers = bases
        .flatMap((base) => [base, base])
        .map(async (base) => {
          while (reading) await titles(base);
        });
      const times = { startsAt: '2027-01-01T10:00:00Z', endsAt: '2027-01-01T12:00:00Z', problems: [PROBLEM] };
      for (let n = 0; n < 4; n++) {
        const [one, two] = n % 2 === 0 ? bases : bases.toReversed();
        const made = await send(one as string, 'POST', '', { title: `Made ${n}`, ...times });
        assert.deepEqual(new Set(await everywhere(`Made ${n}`)), new Set([true]));
        await send(two as string, 'PATCH', `/${made?.id}`, { title: `Changed ${n}` });
        assert.deepEqual(new Set(await everywhere(`Changed ${n}`)), new Set([true]));
        await send(one as string, 'DELETE', `/${made?.id}`);
        assert.deepEqual(new Set(await everywhere(`Changed ${n}`)), new Set([false]));
      }
      for (const base of bases) {
        const response = await fetch(`${base}/api/v1/cache`, {
          headers: { authorization: `Bearer ${gavel.adminToken}` },
        });
        const resources = (await response.json()) as CachedResource[];
        const list = resources.find(({ name }) => name === 'event-list');
        assert.deepEqual([list?.order, list?.lifeMs], [order, 600_000]);
        assert.ok(list?.hits, 'lists came from the cache');
      }
    } finally {
      reading = false;
      await Promise.all(readers);
      await Promise.all(apis.map((api) => api.stop()));
    }
  });
}

/** One more api process on the same Redis and Postgres. */
async function startApi(order: string): Promise<{ url: string; stop(): Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, [MAIN, 'api'], {
    env: {
      ...process.env,
      ...{ GAVEL_HOME: gavel.home, GAVEL_PORT: '0', GAVEL_ADMIN_TOKEN: gavel.adminToken, GAVEL_LOG: 'info' },
      GAVEL_EVENTS_ORDER: order,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.stdout?.on('data', (chunk) => {
    output += chunk;
    const [, port] = /"port":(\d+)/.exec(output) ?? [];
    if (port) resolve(`http://127.0.0.1:${port}`);
  });
  child.once('exit', (code) => reject(new Error(`gavel api ended with ${code}:\n${output}`)));
  return {
    url: await promise,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
