import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { measure, spread } from './harness.ts';

test('variants run in turn, each once a round, and warm-up rounds are not kept', async () => {
  const order: string[] = [];
  let clock = 0;
  const variant = (name: string) => async () => {
    order.push(name);
    return { ms: clock++ };
  };
  const measured = await measure(
    { a: variant('a'), b: variant('b'), c: variant('c') },
    { rounds: 2, warmUp: 1 },
  );
  assert.deepEqual(order, [...'abc', ...'bca', ...'cab']);
  assert.deepEqual(measured, {
    a: [{ ms: 5 }, { ms: 7 }],
    b: [{ ms: 3 }, { ms: 8 }],
    c: [{ ms: 4 }, { ms: 6 }],
  });
});

test('a variant that fails ends the measurement', async () => {
  const failing = { a: () => Promise.reject(new Error('no answer')) };
  await assert.rejects(measure(failing, { rounds: 1, warmUp: 0 }), /no answer/);
});

test('medians and spread of known values', () => {
  const samples = [4, 1, 3, 2].map((ms) => ({ ms }));
  assert.deepEqual(spread(samples, 'ms'), { runs: 4, median: 2.5, p10: 1.3, p90: 3.7, min: 1, max: 4 });
  assert.deepEqual(spread([{ ms: 5 }, {}], 'ms')?.runs, 1);
  assert.equal(spread(samples, 'other'), null);
});

test('the spread is ordered, within the values, and does not depend on their order', () => {
  const numbers = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(numbers, (values) => {
      const of = (list: number[]) =>
        spread(
          list.map((ms) => ({ ms })),
          'ms',
        );
      const all = of(values);
      assert.ok(all);
      const { min, p10, median, p90, max } = all;
      assert.deepEqual(
        [min, p10, median, p90, max],
        [min, p10, median, p90, max].toSorted((a, b) => a - b),
      );
      assert.equal(min, Math.min(...values));
      assert.equal(max, Math.max(...values));
      assert.deepEqual(of(values.toReversed()), all);
    }),
  );
});
