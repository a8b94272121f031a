import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Verdict } from '@gavel/contract';
import { StoreError, type StoreErrorCode } from './errors.ts';
import { accepted, openTestStore } from './fixture.ts';
import type { SubmissionOutcome } from './judging.ts';
import { newId } from './new-id.ts';

const { store, ...fixture } = await openTestStore();
after(fixture.close);
let admin: { id: string };
before(async () => {
  admin = await fixture.user();
});

const outcome = (verdict: Verdict): SubmissionOutcome =>
  verdict === 'AC'
    ? accepted
    : {
        ...accepted,
        verdict,
        score: 0,
        tests: accepted.tests.map((one) => ({ ...one, verdict, ...stopped })),
      };
const stopped = { limit: 'cpu', exitCode: null, signal: 'SIGKILL', message: 'off by one' } as const;
const code = (expected: StoreErrorCode) => (error: unknown) =>
  error instanceof StoreError && error.code === expected;
const coins = async (userId: string) => (await store.users.me(userId))?.coins;
const rejudging = (problem: string) => ({ problem, by: admin.id, reason: 'new tests', most: 100 });

let problems = 0;
async function newProblem(): Promise<string> {
  const slug = `again-${++problems}`;
  await store.problems.put(await fixture.problem(slug, [['1', '2']]));
  return slug;
}

async function submit(problem: string, userId: string): Promise<string> {
  const { id } = await store.submissions.create({
    userId,
    problem,
    language: 'cpp',
    source: 'x',
    maxWaiting: 99,
  });
  return id;
}

async function judge(id: string, verdict: Verdict, attempt = 1): Promise<string> {
  assert.ok(await store.submissions.start(id, attempt));
  assert.ok((await store.submissions.finish(id, attempt, outcome(verdict))).stored);
  return id;
}

/** What workers do with the judgings of a set: they come in the order of the submissions. */
async function judgeAgain(judgings: readonly string[], verdicts: readonly Verdict[]): Promise<void> {
  for (const [index, id] of judgings.entries()) {
    assert.ok(await store.judgings.start(id, 1));
    assert.ok((await store.judgings.finish(id, 1, outcome(verdicts[index] as Verdict))).stored);
  }
}

describe('a rejudging set', () => {
  test('leaves verdicts in force until it is applied, then changes them all, and keeps the old ones', async () => {
    const [problem, ann, bob] = [await newProblem(), await fixture.user(), await fixture.user()];
    const right = await judge(await submit(problem, ann.id), 'AC');
    const wrong = await judge(await submit(problem, bob.id), 'WA');
    const { id, judgings } = await store.rejudgings.create(rejudging(problem));
    assert.equal((await store.rejudgings.get(id))?.state, 'judging');
    await assert.rejects(store.rejudgings.apply(id, admin.id), code('rejudging-unfinished'));

    await judgeAgain(judgings, ['WA', 'AC']);
    assert.equal((await store.submissions.get(right))?.verdict, 'AC');
    const { state, done, pairs, changed, kept } = (await store.rejudgings.get(id)) ?? {};
    assert.deepEqual([state, done, changed, kept], ['judged', 2, 2, 0]);
    assert.deepEqual(pairs?.map(({ from, to, count }) => `${from}→${to} ${count}`).toSorted(), [
      'AC→WA 1',
      'WA→AC 1',
    ]);

    const applied = await store.rejudgings.apply(id, admin.id);
    assert.deepEqual(
      applied?.changed.map((one) => [one.id, one.verdict, one.attempt]).toSorted(),
      [
        [right, 'WA', 2],
        [wrong, 'AC', 2],
      ].toSorted(),
    );
    assert.deepEqual([await coins(ann.id), await coins(bob.id)], [0, 10]);
    assert.deepEqual(
      applied?.wallets.map((wallet) => [wallet.userId, wallet.coins]).toSorted(),
      [
        [ann.id, 0],
        [bob.id, 10],
      ].toSorted(),
    );
    const now = await store.submissions.get(right);
    assert.deepEqual([now?.verdict, now?.attempt, now?.tests], ['WA', 2, outcome('WA').tests]);
    const [past] = await store.submissions.pastVerdicts(right);
    assert.deepEqual([past?.verdict, past?.attempt, past?.rejudging], ['AC', 1, id]);

    assert.deepEqual(await store.rejudgings.apply(id, admin.id), { changed: [], wallets: [] });
    await assert.rejects(store.rejudgings.cancel(id, admin.id), code('rejudging-ended'));
    assert.equal((await store.rejudgings.get(id))?.changed, 2, 'what it changed can still be read');
  });

  test('that is cancelled changes nothing, whatever its workers still find', async () => {
    const [problem, ann] = [await newProblem(), await fixture.user()];
    const submission = await judge(await submit(problem, ann.id), 'AC');
    const { id, judgings } = await store.rejudgings.create(rejudging(problem));
    await store.judgings.start(judgings[0] as string, 1);
    assert.deepEqual(await store.rejudgings.cancel(id, admin.id), { unfinished: judgings });
    assert.deepEqual(await store.judgings.finish(judgings[0] as string, 1, outcome('WA')), { stored: false });
    assert.equal(await store.judgings.start(judgings[0] as string, 2), null);
    assert.equal((await store.submissions.get(submission))?.verdict, 'AC');
    await assert.rejects(store.rejudgings.apply(id, admin.id), code('rejudging-ended'));
    assert.deepEqual(await store.rejudgings.cancel(id, admin.id), { unfinished: [] });
    assert.equal((await store.rejudgings.get(id))?.state, 'cancelled');
  });

  test('shares no submission with another open one', async () => {
    const [problem, ann] = [await newProblem(), await fixture.user()];
    const submission = await judge(await submit(problem, ann.id), 'AC');
    const made = await Promise.allSettled([1, 2, 3].map(() => store.rejudgings.create(rejudging(problem))));
    const [first] = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    assert.ok(first);
    for (const one of made) {
      if (one.status === 'rejected') assert.ok(code('rejudging-overlaps')(one.reason), one.reason);
    }
    assert.equal(made.filter((one) => one.status === 'rejected').length, 2);
    const one = { by: admin.id, reason: 'this one', most: 100, submissions: [submission] };
    await assert.rejects(store.rejudgings.create(one), (error: Error) => error.message.includes(first.id));
    await store.rejudgings.cancel(first.id, admin.id);
    assert.equal((await store.rejudgings.create(one)).judgings.length, 1);
  });

  test('takes what was asked for, and what is under way', async () => {
    const [problem, ann] = [await newProblem(), await fixture.user()];
    await judge(await submit(problem, ann.id), 'AC');
    const wrong = await judge(await submit(problem, ann.id), 'WA');
    const running = await submit(problem, ann.id);
    await store.submissions.start(running, 1);
    await submit(problem, ann.id);
    await assert.rejects(
      store.rejudgings.create({ ...rejudging(problem), most: 2 }),
      code('rejudging-too-large'),
    );
    await assert.rejects(
      store.rejudgings.create({ ...rejudging(problem), language: 'c' }),
      code('nothing-to-rejudge'),
    );
    await assert.rejects(store.rejudgings.create(rejudging('none')), code('unknown-problem'));
    const onlyWrong = await store.rejudgings.create({ ...rejudging(problem), verdicts: ['WA'] });
    const [row] = await store.rejudgings.submissions(onlyWrong.id, { changed: false, after: null, limit: 9 });
    assert.deepEqual([row?.submission, row?.from?.verdict, row?.to], [wrong, 'WA', null]);
    await store.rejudgings.cancel(onlyWrong.id, admin.id);

    const { id, judgings } = await store.rejudgings.create(rejudging(problem));
    assert.equal(judgings.length, 3, 'two that are done and the one under way');
    await judgeAgain(judgings, ['AC', 'WA', 'WA']);
    await assert.rejects(store.rejudgings.apply(id, admin.id), code('rejudging-unfinished'));
    await store.submissions.finish(running, 1, outcome('AC'));
    assert.deepEqual(
      (await store.rejudgings.apply(id, admin.id))?.changed.map((one) => one.id),
      [running],
    );
  });

  test('of an event takes what counts in it, and no practice', async () => {
    const [problem, ann] = [await newProblem(), await fixture.user()];
    const event = newId();
    const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    await store.transaction((tx) =>
      store.events.create(tx, event, {
        ...{ title: 'Cup', description: '', descriptionHtml: '', problems: [problem] },
        ...{ startsAt: at(-1), endsAt: at(1), freezeMinutes: null, visibility: 'public', scoring: 'icpc' },
      }),
    );
    await judge(await submit(problem, ann.id), 'AC');
    await store.events.join(event, ann.id);
    const work = { userId: ann.id, problem, event, language: 'cpp', source: 'x', maxWaiting: 99 };
    const counted = await judge((await store.submissions.create(work)).id, 'AC');
    const { id } = await store.rejudgings.create({ event, by: admin.id, reason: 'an event', most: 100 });
    const rows = await store.rejudgings.submissions(id, { changed: false, after: null, limit: 9 });
    assert.deepEqual(
      rows.map((row) => row.submission),
      [counted],
    );
  });

  test('leaves alone what was judged since, and is not applied where the judge failed', async () => {
    const [problem, ann] = [await newProblem(), await fixture.user()];
    const since = await judge(await submit(problem, ann.id), 'WA');
    const failing = await judge(await submit(problem, ann.id), 'AC');
    const { id, judgings } = await store.rejudgings.create(rejudging(problem));
    await judgeAgain(judgings.slice(0, 1), ['TLE']);
    assert.equal(await store.judgings.fail(judgings[1] as string, 0, 'its worker died'), true);
    const requeued = await store.submissions.requeue(since, admin.id);
    await judge(since, 'RTE', (requeued?.attempt ?? 0) + 1);
    const { kept, changed } = (await store.rejudgings.get(id)) ?? {};
    assert.deepEqual([kept, changed], [2, 0]);
    assert.deepEqual((await store.rejudgings.apply(id, admin.id))?.changed, []);
    assert.equal((await store.submissions.get(since))?.verdict, 'RTE');
    assert.equal((await store.submissions.get(failing))?.verdict, 'AC');
    const rows = await store.rejudgings.submissions(id, { changed: false, after: null, limit: 9 });
    assert.deepEqual(
      rows.map((row) => [row.submission, row.kept]),
      [
        [since, true],
        [failing, true],
      ],
    );
    assert.equal(rows[1]?.error, 'its worker died');
  });

  test('is read page by page, all of it or what changes', async () => {
    const [problem, ann] = [await newProblem(), await fixture.user()];
    for (let n = 0; n < 5; n++) await judge(await submit(problem, ann.id), 'WA');
    const { id, judgings } = await store.rejudgings.create(rejudging(problem));
    await judgeAgain(judgings, ['AC', 'WA', 'AC', 'WA', 'AC']);
    const page = (changed: boolean, after: string | null) =>
      store.rejudgings.submissions(id, { changed, after, limit: 2 });
    const first = await page(true, null);
    const second = await page(true, first[1]?.cursor as string);
    assert.deepEqual([first.length, second.length], [2, 1]);
    assert.equal((await page(false, null)).length, 2);
    assert.ok((await store.rejudgings.list(null, 99)).some((set) => set.id === id));
    assert.equal(await store.rejudgings.get(newId()), null);
    assert.equal(await store.rejudgings.apply(newId(), admin.id), null);
  });
});

test('of a set only the highest attempt at a judging counts, once', async () => {
  const [problem, ann] = [await newProblem(), await fixture.user()];
  await judge(await submit(problem, ann.id), 'AC');
  const { id, judgings } = await store.rejudgings.create(rejudging(problem));
  const judging = judgings[0] as string;
  for (const attempt of [1, 2]) assert.ok(await store.judgings.start(judging, attempt));
  const finished = await Promise.all(
    [1, 2, 2, 1].map((attempt) => store.judgings.finish(judging, attempt, accepted)),
  );
  assert.equal(finished.filter(({ stored }) => stored).length, 1);
  assert.deepEqual(await store.judgings.progress(judging), { id, state: 'judged', total: 1, done: 1 });
  assert.equal(await store.judgings.fail(judging, 9, 'late'), false);
});

describe('a submission judged again by itself', () => {
  test('is queued under a higher attempt, and its reward follows the new verdict', async () => {
    const [problem, ann] = [await newProblem(), await fixture.user()];
    const id = await judge(await submit(problem, ann.id), 'AC');
    const again = await store.submissions.requeue(id, admin.id);
    assert.deepEqual(again, { id, userId: ann.id, eventId: null, attempt: 2, class: 'rejudge' });
    assert.equal(await store.submissions.requeue(id, admin.id), null, 'it waits already');
    assert.equal((await store.submissions.cancel(id))?.changed, false, 'a verdict cannot be cancelled away');
    assert.equal((await store.submissions.get(id))?.verdict, null);
    assert.equal(await coins(ann.id), 10);

    await store.submissions.start(id, 3);
    assert.deepEqual(await store.submissions.finish(id, 3, outcome('WA')), { stored: true, coins: 0 });
    await store.submissions.requeue(id, admin.id);
    await store.submissions.start(id, 5);
    assert.deepEqual(await store.submissions.finish(id, 5, outcome('AC')), { stored: true, coins: 10 });
    assert.deepEqual(
      (await store.submissions.pastVerdicts(id)).map(({ attempt, verdict }) => [attempt, verdict]),
      [
        [3, 'WA'],
        [1, 'AC'],
      ],
    );
  });

  test('hands its reward on to another accepted one', async () => {
    const [problem, ann] = [await newProblem(), await fixture.user()];
    const first = await judge(await submit(problem, ann.id), 'AC');
    const second = await judge(await submit(problem, ann.id), 'AC');
    for (const id of [first, second]) {
      await store.submissions.requeue(id, admin.id);
      await store.submissions.start(id, 3);
    }
    assert.deepEqual(await store.submissions.finish(second, 3, accepted), { stored: true, coins: null });
    assert.deepEqual(await store.submissions.finish(first, 3, outcome('WA')), { stored: true, coins: null });
    assert.equal(await coins(ann.id), 10);
  });

  test('that ended as a judge error is put back as what it was, and found until then', async () => {
    const [problem, ann] = [await newProblem(), await fixture.user()];
    const id = await submit(problem, ann.id);
    await store.submissions.start(id, 3);
    await store.submissions.fail(id, 3, 'its worker fell silent 3 times');
    const [newest] = await store.submissions.judgeErrors(null, 1);
    assert.deepEqual([newest?.id, newest?.reason], [id, 'its worker fell silent 3 times']);
    assert.deepEqual(await store.submissions.requeue(id, admin.id, 'JE'), {
      ...{ id, userId: ann.id, eventId: null, attempt: 4, class: 'practice' },
    });
    assert.equal(await store.submissions.fail(id, 3, 'the sweeper, late'), false);
    assert.equal(await store.submissions.requeue(id, admin.id, 'JE'), null);
    await judge(id, 'AC', 5);
    assert.equal(await store.submissions.requeue(id, admin.id, 'JE'), null, 'a verdict is no judge error');
    assert.ok(!(await store.submissions.judgeErrors(null, 99)).some((one) => one.id === id));
  });
});
