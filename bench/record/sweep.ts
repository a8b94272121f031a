import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestPostgres, startTestRedis, type TestPostgres, until } from '@gavel/test-support';
import pg from 'pg';
import { openResources } from '../../apps/server/src/resources.ts';
import { readSettings } from '../../apps/server/src/settings.ts';
import { endDead } from '../../apps/server/src/sweeper/end-dead.ts';
import { publishBroadcasts } from '../../apps/server/src/sweeper/publish-broadcasts.ts';
import { requeueLost } from '../../apps/server/src/sweeper/requeue-lost.ts';
import { sweep as sweepAll } from '../../apps/server/src/sweeper/sweep.ts';
import { Turn } from '../../apps/server/src/sweeper/turn.ts';
import type { Bench } from '../bench.ts';
import { measure, type Sample, type Variants } from '../harness.ts';
import { idOf, newRecord, userOf } from './database.ts';

/** Submissions that are done; `unvacuumed` of them have passed through the line since the table was last vacuumed. */
const RECORDS = [
  { finished: 0, unvacuumed: 0 },
  { finished: 100_000, unvacuumed: 0 },
  { finished: 1_000_000, unvacuumed: 0 },
  // By its default of a fifth of the table, autovacuum comes no sooner: each leaves two dead rows or three.
  { finished: 1_000_000, unvacuumed: 90_000 },
] as const;
const UNFINISHED = 300;

/** One look of the sweeper when all is well, which is what it does once a second. */
export const sweep: Bench = {
  about: 'one look of the sweeper with 0 to 1,000,000 finished submissions, 300 of each kind unfinished',
  plan: { rounds: 30, warmUp: 3 },
  metrics: {
    sweepMs: 'the whole look',
    submissionMs: 'of it: unfinished submissions, asked for in Postgres and in Redis',
    runMs: 'the same of runs',
    judgingMs: 'the same of rejudging sets',
    deadMs: 'what died three times',
    broadcastMs: 'broadcasts that nobody was told of',
    settleMs: 'what the cache has missed',
    removeMs: 'old runs and idempotency keys, none of which is old enough',
    submissionBlocks: 'blocks that the query of unfinished submissions reads',
    blocks: 'blocks that all queries of the look read',
  },
  async run(plan) {
    const postgres = await startTestPostgres();
    const open: Awaited<ReturnType<typeof openWorld>>[] = [];
    try {
      const variants: Record<string, Variants[string]> = {};
      for (const record of RECORDS) {
        const world = await openWorld(postgres, record);
        open.push(world);
        variants[world.name] = world.sample;
      }
      return await measure(variants, plan);
    } finally {
      for (const world of open) await world.close();
      await postgres.remove();
    }
  },
};

async function openWorld(postgres: TestPostgres, { finished, unvacuumed }: (typeof RECORDS)[number]) {
  const name = `${finished.toLocaleString('en')} finished${unvacuumed ? `, ${unvacuumed.toLocaleString('en')} since the vacuum` : ''}`;
  const url = await newRecord(postgres, name, [
    ...fill(finished - unvacuumed),
    'vacuum analyze',
    ...passThrough(unvacuumed),
    ...unfinished,
    'checkpoint',
  ]);
  const [redis, home] = await Promise.all([startTestRedis(), mkdtemp(join(tmpdir(), 'gavel-bench-'))]);
  const env = {
    REDIS_URL: redis.url,
    DATABASE_URL: url,
    GAVEL_HOME: home,
    GAVEL_AUTH_SECRET: 's'.repeat(32),
  };
  const resources = openResources('bench', readSettings({ ...env, GAVEL_LOG: 'silent' }));
  await until('Redis is reached', () => resources.redis.isReady);
  const turn = new Turn(resources.redis, 'turn');
  await turn.take(3_600_000);
  const hold = async () => void (await turn.hold(3_600_000));
  const parts = {
    sweepMs: () => sweepAll(resources, hold),
    submissionMs: () => requeueLost('submission', resources, hold),
    runMs: () => requeueLost('run', resources, hold),
    judgingMs: () => requeueLost('judging', resources, hold),
    deadMs: () => endDead(resources, hold),
    broadcastMs: () => publishBroadcasts(resources),
    settleMs: () => resources.cache.settle(),
    removeMs: () => resources.store.removeOld(),
  };
  return {
    name,
    async sample(): Promise<Sample> {
      const took: Record<string, number> = {};
      for (const [part, work] of Object.entries(parts)) {
        const began = performance.now();
        await work();
        took[part] = performance.now() - began;
      }
      const blocks = await blocksOf(resources.store.pool, parts.sweepMs);
      const submissionBlocks = blocks[0] as number;
      return { ...took, submissionBlocks, blocks: blocks.reduce((sum, each) => sum + each, 0) };
    },
    async close() {
      await resources[Symbol.asyncDispose]();
      await Promise.all([redis.stop(), rm(home, { recursive: true })]);
    },
  };
}

/** Submissions of a year; a tenth as many runs, idempotency keys and judgings of the last week, which are kept. */
function fill(count: number): string[] {
  if (count === 0) return [];
  const year = `now() - interval '1 hour' - (${count} - n) * (interval '1 year' / ${count})`;
  const week = `now() - interval '1 hour' - (${count / 10} - n) * (interval '6 days' / ${count / 10})`;
  return [
    `insert into submission (id, problem_id, user_id, language, source, state, attempt, verdict, score, cpu_ms, memory_kib,
      total_tests, created_at, started_at, finished_at)
    select ${idOf('n', year)}, (select id from problem), ${userOf('n')}, 'cpp', repeat('x', 500), 'done', 1,
      case n % 3 when 0 then 'AC' else 'WA' end, 0, 10, 1000, 14, ${year}, ${year}, ${year}
    from generate_series(1, ${count}) n`,
    `insert into run (id, user_id, language, source, stdin, limits, state, status, created_at)
    select ${idOf('n', week)}, ${userOf('n')}, 'cpp', repeat('x', 500), '', '{}', 'done', 'OK', ${week}
    from generate_series(1, ${count / 10}) n`,
    `insert into idempotency_key (user_id, key, request_hash, submission_id, created_at)
    select user_id, id::text, '', id, now() - interval '1 hour' from submission
    order by submission.id desc limit ${count / 10}`,
    `insert into rejudging (id, reason, selection, state, total, done, created_by, ended_at)
    select gen_random_uuid(), '', '{}', 'applied', 0, 0, ${userOf('1')}, now()`,
    `insert into judging (id, rejudging_id, submission_id, base_attempt, state, verdict)
    select id, (select id from rejudging), id, 1, 'applied', 'AC' from submission
    order by submission.id desc limit ${count / 10}`,
    `insert into broadcast (id, type, author_id, message, created_at, published_at)
    select gen_random_uuid(), 'announcement', ${userOf('n')}, '', now() - n * interval '1 hour', now()
    from generate_series(1, ${count / 1_000}) n`,
  ];
}

/** The way of each submission through its states, so that the index of unfinished ones has held it. */
function passThrough(count: number): string[] {
  if (count === 0) return [];
  const time = `now() - interval '50 minutes' + n * interval '10 milliseconds'`;
  const mine = `where language = 'rust'`;
  return [
    'alter table submission set (autovacuum_enabled = off)',
    `insert into submission (id, problem_id, user_id, language, source, created_at)
    select ${idOf('n', time)}, (select id from problem), ${userOf('n')}, 'rust', repeat('x', 500), ${time}
    from generate_series(1, ${count}) n`,
    `update submission set state = 'running', attempt = 1, started_at = now() ${mine}`,
    `update submission set total_tests = 14 ${mine}`,
    `update submission set state = 'done', verdict = 'WA', finished_at = now() ${mine}`,
  ];
}

/** All young: ids above those of all that is done. */
const unfinished = [
  `insert into submission (id, problem_id, user_id, language, source)
  select ${idOf('n', 'now()')}, (select id from problem), ${userOf('n')}, 'cpp', repeat('x', 500)
  from generate_series(1, ${UNFINISHED}) n`,
  `insert into run (id, user_id, language, source, stdin, limits)
  select ${idOf('n', 'now()')}, ${userOf('n')}, 'cpp', 'x', '', '{}' from generate_series(1, ${UNFINISHED}) n`,
  `insert into rejudging (id, reason, selection, total, created_by)
  select '019a0000-0000-7000-8000-000000000000', '', '{}', ${UNFINISHED}, ${userOf('1')}`,
  `insert into judging (id, rejudging_id, submission_id, base_attempt)
  select id, '019a0000-0000-7000-8000-000000000000', id, 0 from submission where state = 'queued'`,
];

/** Blocks that each query of this work reads when it is asked again. Changes nothing. */
async function blocksOf(pool: pg.Pool, work: () => Promise<unknown>): Promise<number[]> {
  const asked: [sql: string, values: unknown[]][] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...call: [string, unknown[]]) {
    asked.push(call);
    return Reflect.apply(query, this, call);
  } as typeof query;
  await work().finally(() => {
    pg.Client.prototype.query = query;
  });
  const client = await pool.connect();
  try {
    const found: number[] = [];
    for (const [sql, values] of asked.filter(([sql]) => !/^(begin|commit|start)/i.test(sql))) {
      await client.query('begin');
      const { rows } = await client.query(`explain (analyze, buffers, format json) ${sql}`, values);
      await client.query('rollback');
      const plan: Record<string, number> = rows[0]['QUERY PLAN'][0].Plan;
      found.push((plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0));
    }
    return found;
  } finally {
    client.release();
  }
}
