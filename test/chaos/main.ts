import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { chaos } from './chaos.ts';

// `npm run chaos -- --minutes 10 --seed 1`
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
const milliseconds = Number(values.minutes) * 60_000;
console.log(`seed ${seed}, ${values.minutes} minutes`);
const began = Date.now();
const size = { apis: 2, gateways: 2, workers: 3, users: 6 };
const outcome = await chaos({ seed, ...size, milliseconds, betweenMs: [1_000, 9_000], settleMs: 120_000 });
const counts = Map.groupBy(outcome.faults, ({ target, way }) => `${target.replace(/ \d+$/, '')} ${way}`);
console.table(Object.fromEntries([...counts].sort().map(([fault, each]) => [fault, each.length])));
console.log(
  `${outcome.submissions} submissions, each with its one right verdict on every page; ${outcome.faults.length} faults; ` +
    `the last verdict ${outcome.settledMs} ms after the last repair; pages read the state again ${outcome.resets} times; ` +
    `${Math.round((Date.now() - began) / 1000)} s in all`,
);
