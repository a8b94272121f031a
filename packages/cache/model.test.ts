import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WriteOrder } from './index.ts';
import { type Anomaly, explore, type Scenario } from './model.fixture.ts';

type Setting = Omit<Scenario, 'order' | 'mistake'>;

const orders: WriteOrder[] = ['invalidate-first', 'cache-first', 'database-first'];

/** What the README's table admits, also when a process dies anywhere. */
const admitted: Record<WriteOrder, Anomaly[]> = {
  'invalidate-first': [],
  'cache-first': ['uncommitted'],
  'database-first': [],
};

const settings: Record<string, Setting> = {
  'two writers, two readers': { writers: 2, readers: 2, expiry: true },
  'two readers of one process': { writers: 2, readers: 2, expiry: true, oneProcess: true },
  'a reader that refreshes': { writers: 2, readers: 2, expiry: true, refresher: true },
  'two writers, one reader, a death or a rollback at any step': {
    ...{ writers: 2, readers: 1, expiry: true, failures: true },
  },
  'a process of two readers, a death or a rollback at any step': {
    ...{ writers: 1, readers: 2, expiry: true, failures: true, oneProcess: true },
  },
  'two writers, one reader, Redis restarts with loss': {
    ...{ writers: 2, readers: 1, expiry: true, restart: true },
  },
  'two writers, one reader, Redis deaf to any step of a write or late to hear it': {
    ...{ writers: 2, readers: 1, expiry: true, deaf: true },
  },
};

const found = (scenario: Scenario) => [...explore(scenario).anomalies.keys()].sort();

for (const order of orders) {
  describe(`${order}, every order of steps`, () => {
    for (const [name, setting] of Object.entries(settings)) {
      test(name, () => {
        const { states, anomalies } = explore({ order, ...setting });
        assert.deepEqual([...anomalies.keys()], admitted[order], JSON.stringify([...anomalies], null, 1));
        assert.ok(states > 1_000, `${states} states`);
      });
    }
  });
}

describe('what is known to be wrong is found', () => {
  const stale = 'stale after the answer';
  const left = 'old row left';
  const plain = { mistake: 'plain', writers: 2, readers: 2 } as const;

  test('the plain orders, though nobody dies', () => {
    assert.deepEqual(found({ ...plain, order: 'invalidate-first' }), [left, stale]);
    assert.deepEqual(found({ ...plain, order: 'cache-first' }), [left, stale, 'uncommitted']);
    assert.deepEqual(found({ ...plain, order: 'database-first' }), [left, stale]);
    // One writer is enough for the first; for the last it takes two, or a reader that is slow.
    assert.deepEqual(found({ ...plain, order: 'invalidate-first', writers: 1, readers: 1 }), [left]);
  });

  const mistakes: [Scenario['mistake'], WriteOrder, Setting, Anomaly][] = [
    ['lease alone', 'invalidate-first', { writers: 1, readers: 1 }, left],
    ['one marker', 'invalidate-first', { writers: 2, readers: 1, failures: true }, left],
    ['short marker', 'invalidate-first', { writers: 1, readers: 1, failures: true, expiry: true }, left],
    ['careless put', 'database-first', { writers: 2, readers: 1 }, left],
    ['careless join', 'invalidate-first', { writers: 1, readers: 2, oneProcess: true }, stale],
    ['careless restart', 'invalidate-first', { writers: 1, readers: 1, restart: true }, left],
    ['careless clear', 'database-first', { writers: 2, readers: 1, deaf: true }, left],
  ];
  for (const [mistake, order, setting, anomaly] of mistakes) {
    test(mistake as string, () => {
      assert.ok(found({ order, mistake, ...setting } as Scenario).includes(anomaly));
      assert.deepEqual(found({ order, ...setting }), [], 'and not without the mistake');
    });
  }
});
