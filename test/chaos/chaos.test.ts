import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { chaos } from './chaos.ts';

test('whatever breaks, every accepted submission has one verdict, the right one, and every page shows it', async (t) => {
  const seed = randomInt(2 ** 31);
  t.diagnostic(`seed ${seed}`);
  const size = { apis: 2, gateways: 2, workers: 2, users: 4 };
  const outcome = await chaos({
    seed,
    ...size,
    milliseconds: 15_000,
    betweenMs: [300, 2_500],
    settleMs: 60_000,
  });
  t.diagnostic(`${outcome.submissions} submissions, ${outcome.faults.length} faults`);
});
