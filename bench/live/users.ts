import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import type { Measured, Sample } from '../harness.ts';
import type { Kind } from './clients.ts';
import { kinds, Rivals } from './rivals.ts';
import { stampedEvent } from './wire.ts';

const USERS = 1_000;
const DEVICES = 2;
/** Messages a second, each to the two devices of one user. */
const RATES = [4_000, 6_000, 8_000, 10_000, 12_000, 16_000];
const RUN_MS = 2_000;
const SLICE_MS = 10;
/** Held: nothing is later than this at the 99th percentile. */
const HELD_P99_MS = 250;
/** What is still to come after so long is not held either. */
const GRACE_MS = 1_500;

export const liveUsers: Bench = {
  about: 'messages to 1,000 users with two devices each: highest held rate, CPU a message',
  plan: { rounds: 3, warmUp: 1 },
  metrics: {
    p99Ms: 'published → received',
    cpuUs: 'of the gateway, a message (two deliveries)',
    heldPercent: 'of the runs: all delivered, p99 under 250 ms',
  },
  async run({ rounds, warmUp }) {
    await using rivals = await Rivals.start();
    const users = Array.from({ length: USERS * DEVICES }, (_, i) => Math.floor(i / DEVICES));
    for (const kind of kinds) await rivals.connect(kind, users, 'user:me');
    const measured: Measured = {};
    for (const rate of RATES) {
      for (let round = 0; round < warmUp + rounds; round++) {
        for (let turn = 0; turn < kinds.length; turn++) {
          const kind = kinds[(turn + round) % kinds.length] as Kind;
          const sample = await run(rivals, kind, rate);
          const name = `${rate} ${kind}`;
          if (round >= warmUp) measured[name] = [...(measured[name] ?? []), sample];
        }
      }
    }
    return measured;
  },
};

async function run(rivals: Rivals, kind: Kind, rate: number): Promise<Sample> {
  await rivals.report(kind);
  const cpuBefore = await rivals.cpuMs(kind);
  const startedAt = performance.now();
  const sending: Promise<unknown>[] = [];
  let sent = 0;
  while (performance.now() - startedAt < RUN_MS) {
    const due = ((performance.now() - startedAt) / 1_000) * rate;
    for (; sent < due; sent++) sending.push(rivals.publish(kind, sent % USERS, stampedEvent()));
    await delay(SLICE_MS);
  }
  await Promise.allSettled(sending);
  await delay(GRACE_MS);
  const cpuMs = (await rivals.cpuMs(kind)) - cpuBefore;
  const reports = await rivals.report(kind);
  const latencies = reports.flatMap((report) => report.latencies).sort((a, b) => a - b);
  const p99Ms = (latencies[Math.floor(latencies.length * 0.99)] ?? Number.POSITIVE_INFINITY) / 1_000;
  const isHeld = latencies.length === sent * DEVICES && p99Ms < HELD_P99_MS;
  return { p99Ms, cpuUs: (cpuMs * 1_000) / sent, heldPercent: isHeld ? 100 : 0 };
}
