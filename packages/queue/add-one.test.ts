import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { loadScript, runScript } from '@gavel/redis-link';
import { startTestRedis, type TestRedis } from '@gavel/test-support';
import fc from 'fast-check';
import { createClient } from 'redis';
import { scripts } from './scripts.ts';

/** `add` without what goes ahead of it for a lone job: both must do the same. */
const general = loadScript(new URL('./lua/', import.meta.url), 'add', ['common', 'fair', 'serve']);
const SETTINGS = '3000 3 event:16 practice:4 rejudge:1b';

let redis: TestRedis;
let client: ReturnType<typeof createClient>;
before(async () => {
  redis = await startTestRedis();
  client = createClient({ url: redis.url });
  await client.connect();
});
after(async () => {
  client.destroy();
  await redis.stop();
});

type Step = { readonly script: Exclude<keyof typeof scripts, 'add'>; readonly args: (string | number)[] };
type Add = { readonly script: 'add'; readonly id: string; readonly class: string; readonly tenant: string };

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const steps: fc.Arbitrary<Step | Add> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      script: fc.constant('add' as const),
      id,
      class: fc.constantFrom('event', 'practice', 'rejudge'),
      tenant: fc.constantFrom('ann', 'ben'),
    }),
  },
  fc
    .tuple(fc.constantFrom('w', 'x'), fc.integer({ min: 1, max: 2 }), fc.constantFrom(0, 2_000))
    .map(([worker, count, waitMs]) => ({ script: 'exchange' as const, args: [worker, count, waitMs] })),
  fc
    .tuple(id, fc.constantFrom(1, 2), fc.constantFrom(10, 700))
    .map((done) => ({ script: 'exchange' as const, args: ['w', 0, 0, ...done] })),
  fc.constantFrom('w', 'x').map((worker) => ({ script: 'heartbeat' as const, args: [worker, 2] })),
  fc
    .tuple(fc.constantFrom(0, 1), fc.constantFrom('event', 'practice'))
    .map(([on, name]) => ({ script: 'pause' as const, args: [on, name] })),
);

/** Everything that a queue keeps; a credit of nothing is no credit. */
async function content(root: string): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const key of (await client.keys(`${root}:*`)).sort()) {
    const name = key.slice(root.length + 1);
    const type = await client.type(key);
    if (type === 'zset') found[name] = await client.zRangeWithScores(key, 0, -1);
    else if (type === 'list') found[name] = await client.lRange(key, 0, -1);
    else if (type === 'set') found[name] = (await client.sMembers(key)).sort();
    else {
      const fields = Object.entries(await client.hGetAll(key));
      found[name] = Object.fromEntries(
        fields.filter(([field, value]) => !(field.startsWith('credit:') && value === '0')).sort(),
      );
    }
  }
  return found;
}

test('a lone job is added as any other: same answer, same state after whatever came before', async () => {
  let runs = 0;
  let now = 1_000_000;
  const property = fc.asyncProperty(
    fc.array(fc.tuple(steps, fc.constantFrom(0, 1, 150, 400, 2_000)), { minLength: 5, maxLength: 40 }),
    async (all) => {
      const roots = [`{gavel:queue:fast-${++runs}}`, `{gavel:queue:slow-${runs}}`] as const;
      for (const [step, ms] of all) {
        now += ms;
        // Nobody ends a job that still lies in the bell.
        const [, , , ended] = step.script === 'exchange' ? step.args : [];
        const rung = await client.lRange(`${roots[0]}:bell`, 0, -1);
        if (ended && rung.some((token) => token.startsWith(`${ended}\n`))) continue;
        const isAdd = step.script === 'add';
        const args = isAdd ? [step.id, 0, `${step.class} ${step.tenant}\n{}`] : step.args;
        const used = isAdd ? ([scripts.add, general] as const) : [scripts[step.script], scripts[step.script]];
        const [fast, slow] = await Promise.all(
          roots.map((root, i) =>
            runScript(client, used[i] as typeof general, root, [now, SETTINGS, ...args]),
          ),
        );
        assert.deepEqual(fast, slow);
        assert.deepEqual(await content(roots[0]), await content(roots[1]), JSON.stringify(step));
      }
    },
  );
  await fc.assert(property, { numRuns: 40 });
  assert.ok(runs >= 40);
});
