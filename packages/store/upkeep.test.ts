import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Comparison } from '@gavel/contract';
import { CamelCasePlugin, Kysely, PostgresDialect, sql } from 'kysely';
import type { Tables } from './database.ts';
import { openTestStore } from './fixture.ts';
import { submissionsQuery } from './unfinished.ts';

const { store, ...fixture } = await openTestStore();
const db = new Kysely<Tables>({
  dialect: new PostgresDialect({ pool: store.pool }),
  plugins: [new CamelCasePlugin()],
});
after(fixture.close);
before(async () => {
  await store.problems.put(await fixture.problem('sum', [['1 2\n', '3\n']]));
});

const submit = (userId: string, key?: string) =>
  store.submissions.create({
    ...{ userId, problem: 'sum', language: 'cpp', source: 'int main;', maxWaiting: 20 },
    ...(key && { idempotency: { key, requestHash: Buffer.alloc(32) } }),
  });

test('looking for unfinished rows costs the same however many are finished', async () => {
  const user = await fixture.user();
  await sql`
    insert into submission (id, problem_id, user_id, language, source, state, verdict)
    select gen_random_uuid(), (select id from problem), ${user.id}, 'cpp', repeat('x', 200), 'done', 'AC'
    from generate_series(1, 20000)`.execute(db);
  const queued = [await submit(user.id), await submit(user.id), await submit(user.id)].map(({ id }) => id);
  await sql`analyze submission`.execute(db);

  const rows = await store.submissions.unfinished(null, 500);
  assert.deepEqual(
    rows.map((row) => row.id),
    queued,
  );
  for (const after of [null, queued[0] as string]) {
    const [answer] = await submissionsQuery(db, after, 500).explain('json', sql`analyze, buffers`);
    const [plan] = Object.values(answer as Record<string, { Plan: Record<string, number> }[]>)[0] ?? [];
    const blocks = (plan?.Plan['Shared Hit Blocks'] ?? 0) + (plan?.Plan['Shared Read Blocks'] ?? 0);
    assert.ok(blocks > 0 && blocks < 50, `${blocks} blocks were read; the table has hundreds`);
  }
});

test('old runs and idempotency keys are removed, and nothing that is young, unfinished or a submission', async () => {
  const user = await fixture.user();
  const run = { userId: user.id, language: 'cpp', source: 'x', stdin: '', limits: {}, maxWaiting: 20 };
  const ids = { old: '', oldQueued: '', young: '' };
  for (const name of ['old', 'oldQueued', 'young'] as const) ids[name] = (await store.runs.create(run)).id;
  for (const name of ['old', 'young'] as const) await store.runs.fail(ids[name], 0, 'a test');
  for (const name of ['old', 'oldQueued'] as const) ids[name] = await age(ids[name]);
  const [first, second] = [await submit(user.id, 'old'), await submit(user.id, 'young')];
  await sql`update idempotency_key set created_at = now() - interval '8 days' where key = 'old'`.execute(db);

  assert.equal(await store.removeOld(), 2);
  assert.equal(await store.removeOld(), 0);
  assert.equal(await store.runs.state(ids.old), null);
  assert.equal(await store.runs.state(ids.oldQueued), 'queued');
  assert.equal(await store.runs.state(ids.young), 'done');
  assert.equal((await store.submissions.get(first.id))?.state, 'queued');
  assert.equal((await submit(user.id, 'young')).id, second.id);
  assert.notEqual((await submit(user.id, 'old')).id, first.id);
});

test('sessions that have expired are removed, and no others', async () => {
  const user = await fixture.user();
  await sql`
    insert into session (id, user_id, token, expires_at) values
      (gen_random_uuid(), ${user.id}, 'over', now() - interval '1 second'),
      (gen_random_uuid(), ${user.id}, 'open', now() + interval '1 day')`.execute(db);
  assert.equal(await store.removeOld(), 1);
  const { rows } = await sql<{ token: string }>`select token from session`.execute(db);
  assert.deepEqual(rows, [{ token: 'open' }]);
});

test('test data that nobody has used for an hour is removed, though no problem is put any more', async () => {
  const shas = async () => {
    const { rows } = await sql<{ sha256: Buffer }>`select sha256 from blob`.execute(db);
    return rows.map(({ sha256 }) => sha256.toString('hex')).sort();
  };
  await store.problems.put(await fixture.problem('last', [['first input\n', '3\n']]));
  const before = await shas();
  await store.problems.put(await fixture.problem('last', [['second input\n', '3\n']]));
  assert.equal((await shas()).length, before.length + 1);
  assert.equal(await store.removeOld(), 0, 'a worker may be reading it');
  await sql`update blob set orphaned_at = orphaned_at - interval '61 minutes'`.execute(db);
  assert.equal(await store.removeOld(), 1);
  assert.equal((await shas()).length, before.length);
  assert.equal((await store.problems.get('last', null))?.samples[0]?.input, 'second input\n');
});

test('the sources of a checker are kept as long as a problem has them', async () => {
  const referee = await fixture.file('{"a.c":""}');
  const kept = async () => {
    await sql`update blob set orphaned_at = orphaned_at - interval '61 minutes'`.execute(db);
    await store.removeOld();
    const sha256 = Buffer.from(referee.sha256, 'hex');
    return (await db.selectFrom('blob').where('sha256', '=', sha256).select('size').execute()).length === 1;
  };
  const comparison: Comparison = { kind: 'checker', language: 'c', main: 'a.c', protocol: 'icpc', flags: [] };
  for (const slug of ['checked', 'checked-too']) {
    await store.problems.put({ ...(await fixture.problem(slug, [['1', '']])), comparison, referee });
  }
  await store.problems.put(await fixture.problem('checked', [['1', '']]));
  assert.ok(await kept(), 'another problem has it');
  await store.problems.put(await fixture.problem('checked-too', [['1', '']]));
  assert.ok(!(await kept()));
});

/** As if it had been made eight days ago: ids begin with their time. */
async function age(id: string): Promise<string> {
  const made = Date.now() - 8 * 24 * 3600 * 1000;
  const hex = made.toString(16).padStart(12, '0');
  const aged = `${hex.slice(0, 8)}-${hex.slice(8)}${id.slice(13)}`;
  await sql`update run set id = ${aged} where id = ${id}`.execute(db);
  return aged;
}
