import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Verdict } from '@gavel/contract';
import fc from 'fast-check';
import { accepted, openTestStore } from './fixture.ts';

const { store, ...fixture } = await openTestStore();
after(fixture.close);
let admin: { id: string };
before(async () => {
  admin = await fixture.user();
  await store.problems.put(await fixture.problem('race', [['1', '2']]));
});

const submit = async (userId: string) =>
  (await store.submissions.create({ userId, problem: 'race', language: 'c', source: 'x', maxWaiting: 99 }))
    .id;
const outcome = (verdict: Verdict) => ({ ...accepted, verdict });

type Step = 'start' | 'finish' | 'cancel' | 'fail';

describe('whatever happens at once', () => {
  test('a submission has one end: a verdict, or cancelled', async () => {
    const { id: userId } = await fixture.user();
    const steps = fc.array(fc.constantFrom<Step>('start', 'finish', 'finish', 'cancel', 'cancel', 'fail'), {
      minLength: 2,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(fc.boolean(), steps, async (started, order) => {
        const id = await submit(userId);
        if (started) await store.submissions.start(id, 1);
        const ends = await Promise.all(
          order.map(async (step) => {
            if (step === 'start') return void (await store.submissions.start(id, 1));
            if (step === 'finish') {
              return (await store.submissions.finish(id, 1, accepted)).stored ? 'AC' : undefined;
            }
            if (step === 'fail') return (await store.submissions.fail(id, 1, 'x')) ? 'JE' : undefined;
            return (await store.submissions.cancel(id))?.changed ? 'cancelled' : undefined;
          }),
        );
        const ended = ends.filter((end) => end !== undefined);
        const row = await store.submissions.get(id);
        assert.ok(ended.length <= 1, `ended as ${ended}`);
        assert.equal(row?.verdict ?? (row?.state === 'cancelled' ? row.state : undefined), ended[0]);
        assert.equal(row?.tests?.length ?? 0, ended[0] === 'AC' ? 1 : 0);
        await store.submissions.cancel(id);
      }),
      { numRuns: 40 },
    );
  });

  test('a user has the reward of a problem if one of the submissions is accepted, and once', async () => {
    const verdicts = fc.array(fc.constantFrom<Verdict>('AC', 'WA'), { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(verdicts, verdicts, fc.boolean(), async (before, after, asSet) => {
        const { id: userId } = await fixture.user();
        const ids = await Promise.all(before.map(() => submit(userId)));
        const judged = ids.slice(0, 3);
        const late = ids[3] as string;
        for (const [index, id] of judged.entries()) await judge(id, 1, before[index] as Verdict);
        await store.submissions.start(late, 1);
        const again = asSet ? await rejudgeAsSet(userId, late, after) : await rejudgeEach(judged, after);
        await Promise.all([
          ...again.map((end) => end()),
          store.submissions.finish(late, 1, outcome(after[3] as Verdict)),
        ]);
        const me = await store.users.me(userId);
        assert.equal(me?.coins, after.includes('AC') ? 10 : 0, `${before} became ${after}`);
      }),
      { numRuns: 15 },
    );
  });
});

async function judge(id: string, attempt: number, verdict: Verdict): Promise<void> {
  await store.submissions.start(id, attempt);
  await store.submissions.finish(id, attempt, outcome(verdict));
}

async function rejudgeEach(ids: string[], verdicts: Verdict[]): Promise<(() => Promise<unknown>)[]> {
  for (const id of ids) {
    await store.submissions.requeue(id, admin.id);
    await store.submissions.start(id, 3);
  }
  return ids.map((id, index) => () => store.submissions.finish(id, 3, outcome(verdicts[index] as Verdict)));
}

/** Without the one that is under way: a set with it cannot be applied before its end. */
async function rejudgeAsSet(userId: string, late: string, verdicts: Verdict[]) {
  const rows = await store.submissions.list({ userId, limit: 9 });
  const submissions = rows.map(({ id }) => id).filter((id) => id !== late);
  const { id, judgings } = await store.rejudgings.create({
    ...{ submissions, by: admin.id, reason: 'a race', most: 9 },
  });
  for (const [index, judging] of judgings.entries()) {
    await store.judgings.start(judging, 1);
    await store.judgings.finish(judging, 1, outcome(verdicts[index] as Verdict));
  }
  return [() => store.rejudgings.apply(id, admin.id)];
}
