import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { JudgingStore } from './judging-store.ts';

const started = (id: string, attempt = 1) => ({ type: 'submission.started', id, attempt }) as const;

describe('the store of judgings', () => {
  test('tells those who listen to a submission, and only of changes', () => {
    const store = new JudgingStore();
    let told = 0;
    const stop = store.subscribe('a', () => told++);
    store.apply(started('a'));
    store.apply(started('a'));
    store.apply(started('b'));
    assert.equal(told, 1);
    stop();
    store.apply(started('a', 2));
    assert.equal(told, 1);
    assert.equal(store.get('a')?.attempt, 2);
  });

  test('forgets the oldest past its bound, but nothing that is on the screen', () => {
    const store = new JudgingStore();
    const stop = store.subscribe('watched', () => {});
    store.apply(started('watched'));
    for (let n = 0; n < 1000; n++) store.apply(started(`other-${n}`));
    assert.ok(store.get('watched'));
    assert.equal(store.get('other-0'), undefined);
    assert.ok(store.get('other-999'));
    stop();
  });
});
