import assert from 'node:assert/strict';
import { Queue } from '@gavel/queue';
import { openStore } from '@gavel/store';
import type { Deployment } from './deployment.ts';
import type { User } from './user.ts';

const TESTS = 14;
const COINS = 10;

interface Row {
  id: string;
  user_id: string;
  state: string;
  verdict: string | null;
  error: string | null;
  attempt: number;
  tests: { index: number; verdict: string }[];
}

/** Asserts that every accepted submission has its one right verdict, with all that belongs to it, and nothing is left over. */
export async function assertEachJudgedOnce(deployment: Deployment, users: readonly User[]): Promise<void> {
  const { rows, coins } = await readRecord(deployment.postgres.url);
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const user of users) {
    const own = rows.filter((row) => row.user_id === user.id);
    assert.equal(own.length, user.accepted.size, 'a request sent twice made one submission');
    for (const [id, verdict] of user.accepted) {
      const row = byId.get(id);
      assert.ok(row);
      const unjudged = row.state === 'cancelled' && user.cancelled.has(id);
      if (!unjudged) {
        assert.equal(row.verdict, verdict, `${id}: ${JSON.stringify(row)}`);
        assertTests(row);
      }
      assert.equal(user.seen.get(id), row.verdict ?? row.state, `${id}: the page shows what is true`);
    }
    const accepted = own.some((row) => row.verdict === 'AC');
    assert.equal(coins.get(user.id) ?? 0, accepted ? COINS : 0, 'one reward, once');
  }
  const left = await leftInQueue(deployment.redis.url);
  assert.deepEqual(left, { waiting: 0, running: 0, dead: 0, known: 0 }, 'no job is left in Redis');
}

/** All tests up to the first that failed, each once. */
function assertTests({ id, verdict, tests }: Row): void {
  const indices = tests.map(({ index }) => index);
  const expected = Array.from({ length: tests.length }, (_, index) => index + 1);
  assert.deepEqual(indices, expected, `${id}: each test once`);
  if (verdict === 'CE') assert.equal(tests.length, 0);
  else if (verdict === 'AC') assert.equal(tests.length, TESTS);
  else assert.deepEqual([tests.length, tests.at(-1)?.verdict], [tests.length || 1, verdict]);
}

async function readRecord(url: string): Promise<{ rows: Row[]; coins: Map<string, number> }> {
  const store = openStore(url);
  try {
    const { rows } = await store.pool.query<Row>(`
      select id, user_id, state, verdict, error, attempt,
        (select coalesce(json_agg(json_build_object('index', index, 'verdict', verdict) order by index), '[]')
         from submission_test where submission_id = submission.id) as tests
      from submission order by id`);
    const entries = await store.pool.query<{ user_id: string; coins: number }>(
      'select user_id, sum(amount)::int as coins from coin_entry group by user_id',
    );
    return { rows, coins: new Map(entries.rows.map((entry) => [entry.user_id, entry.coins])) };
  } finally {
    await store.close();
  }
}

export async function isQueueEmpty(url: string): Promise<boolean> {
  return Object.values(await leftInQueue(url)).every((count) => count === 0);
}

async function leftInQueue(url: string) {
  const queue = new Queue({ url, name: 'judge' });
  try {
    const { waiting, running, dead } = await queue.stats();
    const known = (await Array.fromAsync(queue.ids())).flat().length;
    return { waiting, running, dead, known };
  } finally {
    queue.close();
  }
}
