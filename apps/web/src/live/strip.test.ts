import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { foldSubmission, type Judging, type JudgingEvent } from './fold.ts';
import { announcement, progressText, stripCells } from './strip.ts';

const id = '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071';
const started: JudgingEvent = { type: 'submission.started', id, attempt: 1 };
const compiled: JudgingEvent = { type: 'submission.compiled', id, ok: true };
const first: JudgingEvent = {
  ...{ type: 'submission.test', id, index: 1, total: 4, verdict: 'AC', cpuMs: 1, memoryKiB: 1 },
};
const finished: JudgingEvent = {
  ...{ type: 'submission.finished', id, verdict: 'WA', score: 0, cpuMs: 1, memoryKiB: 1 },
};

function after(...events: JudgingEvent[]): Judging {
  const judging = events.reduce<Judging | undefined>(foldSubmission, undefined);
  assert.ok(judging);
  return judging;
}

const statuses = (judging: Judging | undefined, expected: number) =>
  stripCells(judging, expected).map((cell) => cell.status);

describe('the verdict strip', () => {
  test('waits with as many cells as the problem has tests', () => {
    assert.deepEqual(statuses(undefined, 3), ['pending', 'pending', 'pending']);
    assert.deepEqual(statuses(after({ type: 'submission.queued', id, position: 1 }), 2), [
      'pending',
      'pending',
    ]);
  });

  test('shows one test running once the program is compiled', () => {
    assert.deepEqual(statuses(after(started), 2), ['pending', 'pending']);
    assert.deepEqual(statuses(after(started, compiled), 2), ['running', 'pending']);
  });

  test('takes the number of tests from the judge', () => {
    assert.deepEqual(statuses(after(started, compiled, first), 9), ['AC', 'running', 'pending', 'pending']);
  });

  test('says of tests after the end that they did not run', () => {
    assert.deepEqual(statuses(after(started, compiled, first, finished), 4), [
      'AC',
      'skipped',
      'skipped',
      'skipped',
    ]);
  });
});

describe('what is said of the progress', () => {
  test('in words for eyes', () => {
    assert.equal(
      progressText(after({ type: 'submission.queued', id, position: 3 })),
      'Number 3 in the queue',
    );
    assert.equal(
      progressText(after({ type: 'queue.moved', id, position: 3, waitMs: 12_300 })),
      'Number 3 in the queue, about 13 s',
    );
    const paused = after({ type: 'queue.moved', id, position: 3, waitMs: null, paused: true });
    assert.equal(progressText(paused), 'Waiting: the queue is paused');
    assert.equal(progressText(after(started)), 'Compiling');
    assert.equal(progressText(after(started, compiled, first)), 'Test 2 of 4');
  });

  test('for ears: in quarters, and the end', () => {
    assert.equal(announcement(after(started, compiled)), 'Running the tests');
    assert.equal(announcement(after(started, compiled, first)), '25 percent of the tests have run');
    assert.equal(announcement(after(started, finished)), 'Finished: Wrong answer');
  });
});
