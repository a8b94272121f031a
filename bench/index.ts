/** `node bench/index.ts NAME [ROUNDS]`: measures, prints a table, keeps every sample as JSON. */
import type { Bench } from './bench.ts';
import { cache } from './cache.ts';
import { live } from './live/broadcast.ts';
import { liveMemory } from './live/memory.ts';
import { liveRecovery } from './live/recovery.ts';
import { liveSlow } from './live/slow.ts';
import { liveUsers } from './live/users.ts';
import { queueAway, queueFaults } from './queue/faults.ts';
import { queueFlat } from './queue/flat.ts';
import { queue } from './queue/index.ts';
import { line } from './queue/line.ts';
import { queueProcesses } from './queue/processes.ts';
import { queueScale } from './queue/scale.ts';
import { queueSingle } from './queue/single.ts';
import { rejudge } from './record/rejudge.ts';
import { sweep } from './record/sweep.ts';
import { referee } from './referee.ts';
import { keep, table } from './report.ts';
import { sandbox } from './sandbox.ts';
import { submit } from './submit.ts';

const benches: Record<string, Bench> = {
  cache,
  queue,
  'queue-single': queueSingle,
  'queue-processes': queueProcesses,
  'queue-scale': queueScale,
  'queue-faults': queueFaults,
  'queue-away': queueAway,
  'queue-flat': queueFlat,
  line,
  sandbox,
  referee,
  submit,
  sweep,
  rejudge,
  live,
  'live-memory': liveMemory,
  'live-users': liveUsers,
  'live-recovery': liveRecovery,
  'live-slow': liveSlow,
};

async function main(name: string | undefined, rounds: string | undefined): Promise<void> {
  const bench = name !== undefined && Object.hasOwn(benches, name) ? benches[name] : undefined;
  const count = rounds === undefined ? bench?.plan.rounds : Number(rounds);
  if (!name || !bench || !count || !Number.isInteger(count) || count < 1) {
    console.error('usage: bench NAME [ROUNDS], with NAME one of');
    for (const [each, { about }] of Object.entries(benches)) console.error(`  ${each.padEnd(15)} ${about}`);
    process.exitCode = 2;
    return;
  }
  const measured = await bench.run({ ...bench.plan, rounds: count });
  console.log(table(measured, bench.metrics));
  console.log(`\nevery sample: ${await keep(name, measured)}`);
}

await main(process.argv[2], process.argv[3]);
