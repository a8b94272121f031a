import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Submission, SubmissionSummary, Verdict } from '@gavel/contract';
import fc from 'fast-check';
import { foldSubmission, type Judging, type JudgingEvent, mergeSubmission, withLive } from './fold.ts';

const id = '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071';
const verdicts: Verdict[] = ['AC', 'WA', 'TLE', 'MLE', 'OLE', 'RTE'];

const queued = (position: number): JudgingEvent => ({ type: 'submission.queued', id, position });
const queuedAgain = (attempt: number): JudgingEvent => ({
  ...{ type: 'submission.queued', id, position: null, attempt },
});
const rejudged = (attempt: number, verdict: Verdict): JudgingEvent => ({
  ...{ type: 'submission.rejudged', id, attempt, verdict, score: 0, cpuMs: 1, memoryKiB: 1 },
});
const moved = (position: number, waitMs: number | null = null): JudgingEvent => ({
  ...{ type: 'queue.moved', id, position, waitMs },
});
const started = (attempt: number): JudgingEvent => ({ type: 'submission.started', id, attempt });
const compiled = (ok = true): JudgingEvent => ({ type: 'submission.compiled', id, ok });
const tested = (index: number, total: number, verdict: Verdict = 'AC'): JudgingEvent => ({
  ...{ type: 'submission.test', id, index, total, verdict, cpuMs: index, memoryKiB: 2048 },
});
const finished = (verdict: Verdict = 'AC'): JudgingEvent => ({
  ...{ type: 'submission.finished', id, verdict, score: 0, cpuMs: 9, memoryKiB: 4096 },
});

function fold(events: readonly JudgingEvent[], from?: Judging): Judging {
  const end = events.reduce<Judging | undefined>(foldSubmission, from);
  assert.ok(end);
  return end;
}

function answer(changes: Partial<Submission>): Submission {
  return {
    id,
    problem: 'two-sums',
    event: null,
    user: { id, handle: 'ana' },
    language: 'cpp',
    state: 'queued',
    verdict: null,
    score: null,
    cpuMs: null,
    memoryKiB: null,
    attempt: 0,
    createdAt: '2026-01-01T00:00:00.000Z',
    startedAt: null,
    finishedAt: null,
    position: null,
    waitMs: null,
    compile: null,
    totalTests: null,
    tests: null,
    source: 'x',
    error: null,
    ...changes,
  };
}

describe('folding live events', () => {
  test('a whole life', () => {
    const states = [queued(3), moved(1), started(1), compiled(), tested(1, 2), tested(2, 2, 'WA')];
    const running = fold(states);
    assert.equal(running.state, 'running');
    assert.equal(running.position, null);
    assert.deepEqual([...running.tests.keys()], [1, 2]);
    const done = fold([finished('WA')], running);
    assert.equal(done.state, 'done');
    assert.equal(done.verdict, 'WA');
  });

  test('the place in line and the wait are those told last', () => {
    const waiting = fold([queued(9), moved(5, 4000), moved(5, 4000), moved(3, 2500)]);
    assert.deepEqual([waiting.position, waiting.waitMs], [3, 2500]);
    const paused = fold([{ ...moved(3), paused: true } as JudgingEvent], waiting);
    assert.equal(paused.paused, true);
    assert.equal(fold([moved(3)], paused).paused, false);
    assert.equal(mergeSubmission(waiting, answer({ position: 3, paused: true })).paused, true);
    assert.equal(mergeSubmission(paused, answer({ position: 3 })).paused, false);
    const read = mergeSubmission(fold([queued(9)]), answer({ position: 8, waitMs: 7000 }));
    assert.deepEqual([read.position, read.waitMs], [9, 7000]);
  });

  test('an event that says nothing new gives the same object, so that nothing is drawn again', () => {
    const steps = [queued(1), started(1), compiled(), tested(1, 3)];
    for (let length = 1; length <= steps.length; length++) {
      const now = fold(steps.slice(0, length));
      for (const again of steps.slice(0, length)) assert.equal(foldSubmission(now, again), now);
    }
  });

  test('a later attempt starts the tests anew', () => {
    const now = fold([queued(1), started(1), compiled(), tested(1, 3), tested(2, 3), started(2)]);
    assert.equal(now.attempt, 2);
    assert.equal(now.tests.size, 0);
    assert.equal(now.total, 3);
  });

  test('replayed history does not bring back the tests of an attempt that was given up', () => {
    const now = fold([started(2), compiled(), tested(1, 3)]);
    const replay = [queued(1), started(1), compiled(), tested(1, 3, 'WA'), tested(2, 3, 'WA')];
    assert.deepEqual(fold(replay, now).tests, now.tests);
    const whole = fold([...replay, started(2), compiled(), tested(1, 3), tested(2, 3)], now);
    assert.deepEqual(
      [...whole.tests.values()].map((cell) => cell.verdict),
      ['AC', 'AC'],
    );
  });

  test('a rejudge opens what was finished', () => {
    const now = fold(
      [started(2), compiled(), tested(1, 1)],
      fold([started(1), tested(1, 1), finished('WA')]),
    );
    assert.equal(now.state, 'running');
    assert.equal(now.verdict, null);
  });

  test('one that is judged again waits first, and a new verdict may take the place of the old one at once', () => {
    const done = fold([started(1), tested(1, 1), finished('WA')]);
    const waits = fold([queuedAgain(2)], done);
    assert.deepEqual([waits.state, waits.attempt, waits.verdict, waits.tests.size], ['queued', 2, null, 0]);
    assert.equal(fold([queuedAgain(2)], waits), waits);
    const replayed = fold([queued(1), started(1), tested(1, 1), finished('WA'), queuedAgain(2)], waits);
    assert.deepEqual(replayed, { ...waits, position: 1 });
    assert.equal(fold([started(3), compiled(), finished('AC')], replayed).verdict, 'AC');

    const replaced = fold([rejudged(2, 'TLE')], done);
    assert.deepEqual([replaced.state, replaced.attempt, replaced.verdict], ['done', 2, 'TLE']);
    assert.equal(fold([rejudged(2, 'TLE'), finished('WA')], replaced), replaced);
  });

  test('what is cancelled stays so', () => {
    const now = fold([queued(1), started(1), compiled(), { type: 'submission.cancelled', id }]);
    assert.equal(now.state, 'cancelled');
    assert.equal(fold([started(1), tested(1, 2), finished('AC'), queued(2)], now), now);
  });

  const laterEvent = fc.oneof(
    fc.constant<JudgingEvent>({ type: 'submission.cancelled', id }),
    fc.constant(rejudged(1, 'CE')),
    fc.constant(queuedAgain(1)),
    fc.nat(30).map(queued),
    fc.nat(30).map(moved),
    fc.constant(started(1)),
    fc.boolean().map(compiled),
    fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(...verdicts)).map(([i, v]) => tested(i, 9, v)),
    fc.constantFrom(...verdicts).map(finished),
  );

  test('nothing that comes late changes what is finished', () => {
    fc.assert(
      fc.property(fc.constantFrom(...verdicts), fc.array(laterEvent), (verdict, late) => {
        const done = fold([queued(1), started(1), compiled(), tested(1, 1, verdict), finished(verdict)]);
        assert.equal(fold(late, done), done);
      }),
    );
  });

  test('tests in any order, any event any number of times: the same end', () => {
    const results = fc.array(fc.constantFrom(...verdicts), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(results, fc.infiniteStream(fc.nat(1000)), (outcomes, numbers) => {
        const dice = numbers[Symbol.iterator]();
        const pick = (below: number) => Number(dice.next().value) % below;
        const tests = outcomes.map((verdict, at) => tested(at + 1, outcomes.length, verdict));
        const plain = [queued(2), started(1), compiled(), ...tests];
        const mixed = [queued(2), started(1), compiled()];
        for (const event of shuffled(tests, pick)) {
          mixed.push(event);
          while (pick(2) === 0) mixed.push(mixed[pick(mixed.length)] as JudgingEvent);
        }
        assert.deepEqual(sorted(fold(mixed)), sorted(fold(plain)));
        assert.deepEqual(sorted(fold([...mixed, finished()])), sorted(fold([...plain, finished()])));
      }),
    );
  });
});

describe('folding in what HTTP says', () => {
  test('an answer from before does not take back what was seen live', () => {
    const now = fold([started(1), compiled(), tested(1, 2)]);
    assert.equal(mergeSubmission(now, answer({ state: 'queued', attempt: 1 })), now);
    const done = fold([finished()], now);
    assert.equal(mergeSubmission(done, answer({ state: 'running', attempt: 1 })), done);
  });

  test('a final answer is the record', () => {
    const now = fold([started(1), compiled(), tested(1, 2)]);
    const only = {
      index: 2,
      name: 'b',
      verdict: 'WA',
      cpuMs: 1,
      wallMs: 1,
      memoryKiB: 1,
      points: null,
      limit: null,
      exitCode: 0,
      signal: null,
      message: null,
    } as const;
    const final = answer({ state: 'done', attempt: 1, verdict: 'WA', totalTests: 2, tests: [only] });
    const merged = mergeSubmission(now, final);
    assert.equal(merged.verdict, 'WA');
    assert.deepEqual([...merged.tests.keys()], [2]);
  });

  test('a row of a list shows whichever is further along', () => {
    const { compile, tests, source, position, totalTests, error, ...item } = answer({ state: 'queued' });
    const row: SubmissionSummary = item;
    assert.equal(withLive(row, fold([started(1), finished('TLE')])).verdict, 'TLE');
    const over: SubmissionSummary = { ...row, state: 'done', attempt: 1, verdict: 'AC' };
    assert.equal(withLive(over, fold([started(1), compiled()])), over);
  });
});

function shuffled<T>(items: readonly T[], pick: (below: number) => number): T[] {
  const rest = [...items];
  return items.map(() => rest.splice(pick(rest.length), 1)[0] as T);
}

function sorted(judging: Judging) {
  return { ...judging, tests: [...judging.tests].sort(([a], [b]) => a - b) };
}
