import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Scoring, Standings } from '@gavel/contract';
import fc from 'fast-check';
import type { EventFields } from './events.ts';
import { openTestStore } from './fixture.ts';
import { newId } from './new-id.ts';

const { store, ...fixture } = await openTestStore();
after(fixture.close);

const SLUGS = ['a', 'b', 'c'];
const START = Date.parse('2026-03-29T00:00:00Z');
const MINUTES = 100;
const FREEZE = 30;
const minute = (n: number) => new Date(START + n * 60_000).toISOString();

let people: { id: string; handle: string }[];
let problemIds: string[];

before(async () => {
  const users = [await fixture.user(), await fixture.user(), await fixture.user(), await fixture.user()];
  people = users.map(({ id, handle }) => ({ id, handle }));
  for (const slug of SLUGS) await store.problems.put(await fixture.problem(slug, [['1', '1']]));
  const { rows } = await store.pool.query('select id from problem order by slug');
  problemIds = rows.map(({ id }) => id);
});

/** Index of user and problem, time in minutes from the start (may lie outside of the event), verdict (null: pending). */
interface Attempt {
  readonly user: number;
  readonly problem: number;
  readonly at: number;
  readonly verdict: string | null;
  readonly score: number;
  readonly cancelled: boolean;
}

const attempt = fc.record<Attempt>({
  user: fc.nat(2),
  problem: fc.nat(SLUGS.length - 1),
  // Coarse, so that equal times are common; half a minute, so that minutes are cut off and not rounded.
  at: fc.integer({ min: -2, max: 2 * MINUTES + 2 }).map((halves) => halves / 2),
  verdict: fc.constantFrom('AC', 'AC', 'WA', 'WA', 'TLE', 'CE', 'JE', null),
  score: fc.nat(100),
  cancelled: fc.constantFrom(false, false, false, true),
});

async function putEvent(scoring: Scoring, attempts: readonly Attempt[]): Promise<string> {
  const id = newId();
  const event: EventFields = {
    ...{ title: 'Cup', startsAt: minute(0), endsAt: minute(MINUTES), freezeMinutes: FREEZE, scoring },
    ...{ visibility: 'public', description: '', descriptionHtml: '', problems: SLUGS },
  };
  await store.transaction((tx) => store.events.create(tx, id, event));
  const columns = (pick: (one: Attempt) => unknown) => attempts.map(pick);
  await store.pool.query('insert into participant (event_id, user_id) select $1, unnest($2::uuid[])', [
    id,
    people.map((person) => person.id),
  ]);
  await store.pool.query(
    `insert into submission (event_id, language, source, id, user_id, problem_id, created_at, verdict, score, state)
     select $1, 'c', '', * from unnest(
       $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::text[], $7::float8[], $8::text[])`,
    [
      id,
      columns(() => newId()),
      columns(({ user }) => people[user]?.id),
      columns(({ problem }) => problemIds[problem]),
      columns(({ at }) => minute(at)),
      columns(({ cancelled, verdict }) => (cancelled ? null : verdict)),
      columns(({ cancelled, verdict, score }) => (cancelled || verdict === null ? null : score)),
      columns(({ cancelled, verdict }) => (cancelled ? 'cancelled' : verdict === null ? 'running' : 'done')),
    ],
  );
  return id;
}

/** The rules said once more, as plainly as can be. */
function model(scoring: Scoring, attempts: readonly Attempt[], frozen: boolean) {
  const seen = attempts
    .filter(({ at, cancelled }) => at >= 0 && at < MINUTES && !cancelled)
    .map((one) => (frozen && one.at >= MINUTES - FREEZE ? { ...one, verdict: null, score: 0 } : one))
    .filter(({ verdict }) => verdict !== 'CE' && verdict !== 'JE');
  const solveTime = (mine: Attempt[]) =>
    Math.min(...mine.filter(({ verdict }) => verdict === 'AC').map(({ at }) => at));

  const rows = people.map((_, user) => {
    let [solved, penalty, points, last] = [0, 0, 0, 0];
    const cells = SLUGS.map((_slug, problem) => {
      const all = seen.filter((one) => one.problem === problem);
      const mine = all.filter((one) => one.user === user);
      if (mine.length === 0) return null;
      const time = solveTime(mine);
      const earlier = mine.filter(({ at }) => at < time);
      const wrong = earlier.filter(({ verdict }) => verdict !== null).length;
      const best = Math.max(0, ...mine.filter(({ verdict }) => verdict !== null).map(({ score }) => score));
      points += best;
      if (time !== Number.POSITIVE_INFINITY) {
        solved += 1;
        penalty += Math.floor(time) + 20 * wrong;
        last = Math.max(last, time);
      }
      return {
        wrong,
        pending: earlier.length - wrong,
        solvedAt: time === Number.POSITIVE_INFINITY ? null : Math.floor(time),
        points: best,
        first: time !== Number.POSITIVE_INFINITY && time === solveTime(all),
      };
    });
    return { user, solved, penalty, points, last, cells };
  });
  type Row = (typeof rows)[number];
  const better = (a: Row, b: Row) =>
    scoring === 'points'
      ? a.points > b.points
      : a.solved !== b.solved
        ? a.solved > b.solved
        : a.penalty !== b.penalty
          ? a.penalty < b.penalty
          : a.last < b.last;
  return rows.map(({ last: _, user, ...row }) => {
    const rank = 1 + rows.filter((other) => better(other, rows[user] as Row)).length;
    return { rank, user: people[user], ...row };
  });
}

const byUser = (rows: { user: { id: string } | undefined }[]) =>
  rows.toSorted((a, b) => (a.user?.id ?? '').localeCompare(b.user?.id ?? ''));

test('the query agrees with a plain model of the rules', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Scoring>('icpc', 'points'),
      fc.array(attempt, { maxLength: 40 }),
      async (scoring, attempts) => {
        const id = await putEvent(scoring, attempts);
        for (const frozen of [false, true]) {
          const { rows } = (await store.standings.read(id, { frozen })) as Standings;
          assert.deepEqual(byUser(rows), byUser(model(scoring, attempts, frozen)));
          assert.deepEqual(
            rows.map(({ rank }) => rank),
            rows.map(({ rank }) => rank).toSorted((a, b) => a - b),
          );
        }
        const [row] = model(scoring, attempts, false);
        assert.deepEqual(await store.standings.ofUser(id, row?.user?.id as string), {
          ...row,
          rank: 0,
          cells: row?.cells.map((cell) => cell && { ...cell, first: false }),
        });
      },
    ),
    { numRuns: 50 },
  );
});

test('a contest as it is told: penalty, ties, firsts, the freeze and what it hides', async () => {
  const [ada, bob, cy, dan] = [0, 1, 2, 3];
  const sent = (user: number, problem: number, at: number, verdict: string | null): Attempt => ({
    ...{ user, problem, at, verdict, score: verdict === 'AC' ? 100 : 0, cancelled: false },
  });
  const id = await putEvent('icpc', [
    sent(ada, 0, 10, 'WA'),
    sent(ada, 0, 11, 'CE'),
    sent(ada, 0, 30, 'AC'),
    sent(ada, 0, 31, 'WA'),
    sent(bob, 0, 50, 'AC'),
    sent(cy, 1, 50.5, 'AC'),
    sent(cy, 0, 75, 'AC'),
    sent(dan, 2, 20, null),
  ]);
  const table = async (frozen: boolean) => {
    const standings = await store.standings.read(id, { frozen });
    return standings?.rows.map(({ rank, user, solved, penalty }) => [rank, user.handle, solved, penalty]);
  };
  const [a, b, c, d] = people.map(({ handle }) => handle);
  // Fifty minutes each: the one who was ready first is first.
  assert.deepEqual(await table(true), [
    [1, a, 1, 50],
    [2, b, 1, 50],
    [3, c, 1, 50],
    [4, d, 0, 0],
  ]);
  assert.deepEqual(await table(false), [
    [1, c, 2, 125],
    [2, a, 1, 50],
    [3, b, 1, 50],
    [4, d, 0, 0],
  ]);
  const standings = (await store.standings.read(id, { frozen: true })) as Standings;
  assert.deepEqual(standings.problems[1], { label: 'B', slug: 'b', title: 'b' });
  const cells = standings.rows.map((row) => row.cells);
  assert.deepEqual(cells[0]?.[0], { wrong: 1, pending: 0, solvedAt: 30, points: 100, first: true });
  assert.deepEqual(cells[2]?.[0], { wrong: 0, pending: 1, solvedAt: null, points: 0, first: false });
  assert.deepEqual(cells[3]?.[2], { wrong: 0, pending: 1, solvedAt: null, points: 0, first: false });
  assert.equal(cells[3]?.[0], null);
});

test('standings of nothing, and of somebody who takes no part', async () => {
  assert.equal(await store.standings.read(newId(), { frozen: false }), null);
  const id = await putEvent('points', []);
  assert.equal(await store.standings.ofUser(id, newId()), null);
  const { rows } = (await store.standings.read(id, { frozen: true })) as Standings;
  assert.deepEqual(
    rows.map(({ rank }) => rank),
    [1, 1, 1, 1],
  );
});
