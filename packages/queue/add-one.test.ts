import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runScript } from '@gavel/redis-link';
import { startTestRedis, type TestRedis } from '@gavel/test-support';
import fc from 'fast-check';
import { createClient } from 'redis';
import { Queue } from './queue.ts';
import { scripts } from './scripts.ts';

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

type Step = {
  readonly script: Exclude<keyof typeof scripts, 'add' | 'addOne'>;
  readonly args: (string | number)[];
};
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
  fc.constantFrom(1, 2).map((count) => ({ script: 'exchange' as const, args: [count] })),
  fc
    .tuple(id, fc.constantFrom(1, 2), fc.constantFrom(10, 700))
    .map((done) => ({ script: 'exchange' as const, args: [0, ...done] })),
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

async function addOne(root: string, now: number, { id, class: jobClass, tenant }: Add): Promise<unknown> {
  const record = `${jobClass} ${tenant}\n{}`;
  const args = [id, jobClass, record];
  const outcome = jobClass === 'rejudge' ? -1 : await runScript(client, scripts.addOne, root, args);
  return outcome === -1 ? addAny(root, now, { id, record }) : Math.min(outcome as number, 1);
}

async function addAny(root: string, now: number, job: { id: string; record: string }): Promise<unknown> {
  const outcome = await runScript(client, scripts.add, root, [now, SETTINGS, job.id, 0, job.record]);
  return (outcome as number[])[0];
}

test('a lone job is added as any other: same answer, same state once the next script has run', async () => {
  let runs = 0;
  let now = 1_000_000;
  const property = fc.asyncProperty(
    fc.array(fc.tuple(steps, fc.constantFrom(0, 1, 150, 400, 2_000)), { minLength: 5, maxLength: 40 }),
    async (all) => {
      const [fast, slow] = [`{gavel:queue:fast-${++runs}}`, `{gavel:queue:slow-${runs}}`];
      for (const [nth, [step, ms]] of all.entries()) {
        now += ms;
        if (step.script === 'add') {
          const record = `${step.class} ${step.tenant}\n{}`;
          assert.deepEqual(await addOne(fast, now, step), await addAny(slow, now, { id: step.id, record }));
          // The order counts an arrival when a script sees it: here in the same moment.
          if (all[nth + 1]?.[1] === 0) continue;
        }
        const run = (root: string, script: keyof typeof scripts, args: (string | number)[]) =>
          runScript(client, scripts[script], root, [now, SETTINGS, ...args]);
        if (step.script !== 'add') {
          assert.deepEqual(await run(fast, step.script, step.args), await run(slow, step.script, step.args));
        }
        for (const root of [fast, slow]) await run(root, 'pulse', []);
        assert.deepEqual(await content(fast), await content(slow), JSON.stringify(step));
      }
    },
  );
  await fc.assert(property, { numRuns: 40 });
  assert.ok(runs >= 40);
});

test('however many come one by one while nobody else calls, they are in line in time, as they came', async () => {
  const queue = new Queue({ url: redis.url, name: 'alone' });
  try {
    const ids = Array.from({ length: 1_050 }, (_, n) => `${n}`);
    for (const id of ids) await queue.add({ id, tenant: 'ann', class: 'practice', payload: '{}' });
    assert.ok((await client.lLen(`${queue.root}:inbox`)) < 500);

    // No bound of Lua is met by what others may have left there.
    const more = Array.from({ length: 5_000 }, (_, n) => `more-${n}`);
    const record = 'practice ann\n{}';
    await client.hSet(`${queue.root}:jobs`, Object.fromEntries(more.map((id) => [id, record])));
    const tokens = more.map((id) => `${id}\n${record}`);
    await client.lPush(`${queue.root}:inbox`, tokens);
    const taken: string[] = [];
    for (;;) {
      const jobs = await queue.take(500);
      if (jobs.length === 0) break;
      taken.push(...jobs.map(({ id }) => id));
    }
    assert.deepEqual(taken, [...ids, ...more]);
  } finally {
    queue.close();
  }
});
