import { setTimeout as delay } from 'node:timers/promises';
import { openStore, type Store, type SubmissionOutcome } from '@gavel/store';
import { startTestPostgres } from '@gavel/test-support';
import type { Bench } from '../bench.ts';
import { measure, type Sample } from '../harness.ts';
import { idOf, newRecord, userOf } from './database.ts';

const SUBMISSIONS = 20_000;
const TESTS = 14;
const PROBE_MS = 20;

/** A set of as many as are allowed is put in force, while workers judge and users submit. */
export const rejudge: Bench = {
  about: 'applying a rejudging set of 20,000 submissions with 14 tests each, beside judging and submitting',
  plan: { rounds: 6, warmUp: 1 },
  metrics: {
    applySeconds: 'seconds of the call',
    memoryMiB: 'what the process grows by meanwhile, at most',
    walMiB: 'what Postgres writes ahead',
    startMs: 'the longest that a worker waits to begin a submission of an author of the set',
    finishMs:
      'the longest that it waits to store the verdict, accepted: to the same problem, so that there is a reward',
    createMs: 'the longest that such an author waits to submit',
    otherMs: 'the longest of the three of somebody who has nothing to do with the set',
  },
  async run(plan) {
    const postgres = await startTestPostgres();
    try {
      const url = await newRecord(postgres, 'rejudge', judged);
      const store = openStore(url, { poolSize: 20 });
      try {
        return await measure({ gavel: () => sample(store) }, plan);
      } finally {
        await store.close();
      }
    } finally {
      await postgres.remove();
    }
  },
};

/** Twenty of each user to one problem, a half of them accepted, with their tests and rewards. */
const judged = [
  `insert into submission (id, problem_id, user_id, language, source, state, attempt, verdict, score, cpu_ms, memory_kib,
    total_tests, finished_at)
  select ${idOf('n', `now() + n * interval '1 ms'`)}, (select id from problem), ${userOf('n')}, 'cpp', repeat('x', 500), 'done', 1,
    case when random() < 0.5 then 'AC' else 'WA' end, 0, 10, 1000, ${TESTS}, now()
  from generate_series(1, ${SUBMISSIONS}) n`,
  `insert into submission_test (submission_id, index, name, verdict, cpu_ms, wall_ms, memory_kib)
  select id, index, 'secret/' || index, 'AC', 10, 10, 1000 from submission, generate_series(1, ${TESTS}) index`,
  `insert into coin_entry (id, amount, reason, user_id, problem_id, submission_id)
  select distinct on (user_id) gen_random_uuid(), 10, 'first-accepted', user_id, problem_id, id
  from submission where verdict = 'AC' order by user_id, id`,
  `insert into problem (id, slug, title, statement_markdown, statement_html, time_limit_ms, memory_limit_kib)
  values (gen_random_uuid(), 'other', 'Other', '', '', 1000, 65536)`,
  `insert into "user" (id, handle, handle_key, name, email)
  values (gen_random_uuid(), 'other', 'other', 'other', 'other@x.test')`,
];

async function sample(store: Store): Promise<Sample> {
  const { pool } = store;
  const ask = async (text: string, values: unknown[] = []) => (await pool.query(text, values)).rows;
  const [{ id, by, other }] = await ask(newSet);
  await ask(judgings, [id]);
  const queued = await ask(unfinished('sum', userOf('n')), ['queued', 0]);
  const running = await ask(unfinished('sum', userOf('n')), ['running', 1]);
  const others = await ask(unfinished('other', `(select id from "user" where handle = 'other')`), [
    'queued',
    0,
  ]);
  await ask('vacuum analyze');
  await ask('checkpoint');
  const authors = (await ask(`select id from "user" where handle <> 'other'`)).map((user) => user.id);

  const over = new AbortController();
  const submit = (userId: string, problem: string) =>
    store.submissions.create({ userId, problem, language: 'python', source: 'x', maxWaiting: 1_000_000 });
  const probes = {
    startMs: async (n: number) => void (await store.submissions.start(queued[n].id, 1)),
    finishMs: async (n: number) => void (await store.submissions.finish(running[n].id, 1, accepted)),
    createMs: async (n: number) => void (await submit(authors[n % authors.length], 'sum')),
    otherMs: async (n: number) => {
      await submit(other, 'other');
      await store.submissions.start(others[n].id, 1);
      await store.submissions.finish(others[n].id, 1, accepted);
    },
  };
  const before = process.memoryUsage.rss();
  let most = before;
  const longest = Object.entries(probes).map(async ([name, probe]) => {
    let ms = 0;
    for (let n = 0; !over.signal.aborted; n++) {
      const began = performance.now();
      await probe(n);
      ms = Math.max(ms, performance.now() - began);
      most = Math.max(most, process.memoryUsage.rss());
      await delay(PROBE_MS);
    }
    return [name, ms] as const;
  });
  const [{ at }] = await ask('select pg_current_wal_insert_lsn() as at');
  const began = performance.now();
  await store.rejudgings.apply(id, by);
  const applySeconds = (performance.now() - began) / 1_000;
  over.abort();
  const [{ bytes }] = await ask('select pg_current_wal_insert_lsn() - $1::pg_lsn as bytes', [at]);
  const waits = Object.fromEntries(await Promise.all(longest));
  return { applySeconds, memoryMiB: (most - before) / 2 ** 20, walMiB: bytes / 2 ** 20, ...waits };
}

const newSet = `
  insert into rejudging (id, reason, selection, total, done, created_by)
  select gen_random_uuid(), 'a bench', '{}', ${SUBMISSIONS}, ${SUBMISSIONS}, id from "user" where handle = 'user1'
  returning id, created_by as by, (select id from "user" where handle = 'other') as other`;

/** A half of the verdicts is another one now. */
const judgings = `
  insert into judging (id, rejudging_id, submission_id, base_attempt, state, attempt, verdict, score, cpu_ms, memory_kib,
    total_tests, tests, finished_at)
  select gen_random_uuid(), $1, id, attempt, 'done', 1, case when random() < 0.5 then 'AC' else 'WA' end, 0, 10, 1000, ${TESTS},
    (select jsonb_agg(jsonb_build_object('index', index, 'name', 'secret/' || index, 'verdict', 'AC', 'cpuMs', 10,
      'wallMs', 10, 'memoryKiB', 1000, 'points', null)) from generate_series(1, ${TESTS}) index), now()
  from submission where language = 'cpp'`;

/** Enough for the longest call. */
const unfinished = (problem: string, author: string) => `
  insert into submission (id, problem_id, user_id, language, source, state, attempt)
  select gen_random_uuid(), (select id from problem where slug = '${problem}'), ${author}, 'python', 'x', $1, $2
  from generate_series(1, 5000) n returning id`;

const accepted: SubmissionOutcome = {
  verdict: 'AC',
  score: 100,
  cpuMs: 10,
  memoryKiB: 1_000,
  compile: null,
  tests: Array.from({ length: TESTS }, (_, index) => ({
    index: index + 1,
    name: `secret/${index + 1}`,
    verdict: 'AC',
    cpuMs: 10,
    wallMs: 10,
    memoryKiB: 1_000,
    points: null,
    limit: null,
    exitCode: 0,
    signal: null,
    message: null,
  })),
};
