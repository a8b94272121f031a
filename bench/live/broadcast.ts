import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import type { Measured, Sample } from '../harness.ts';
import type { Kind } from './clients.ts';
import { kinds, Rivals } from './rivals.ts';
import { microseconds, stampedEvent } from './wire.ts';

const SIZES = [1_000, 2_000, 5_000];
/** What a server does about a broadcast after the last client has it belongs to the broadcast. */
const SETTLE_MS = 20;

export const live: Bench = {
  about: 'a broadcast of 200 bytes to 1,000, 2,000 and 5,000 sockets, beside ws and Socket.IO',
  plan: { rounds: 40, warmUp: 5 },
  metrics: {
    lastMs: 'published → the last client has it',
    p99Ms: 'the same, the 99th percentile of all rounds',
    cpuMs: 'of the gateway, a broadcast',
  },
  async run({ rounds, warmUp }) {
    await using rivals = await Rivals.start();
    const measured: Measured = {};
    let connected = 0;
    for (const size of SIZES) {
      const users = Array.from({ length: size - connected }, (_, i) => connected + i);
      for (const kind of kinds) await rivals.connect(kind, users, 'all');
      connected = size;
      for (const kind of kinds) {
        measured[`${size} ${kind}`] = [];
      }
      for (let round = 0; round < warmUp + rounds; round++) {
        for (let turn = 0; turn < kinds.length; turn++) {
          const kind = kinds[(turn + round) % kinds.length] as Kind;
          const sample = await broadcast(rivals, kind, size);
          if (round >= warmUp) measured[`${size} ${kind}`]?.push(sample);
        }
      }
    }
    for (const samples of Object.values(measured)) samples.push({ p99Ms: percentile(samples, 0.99) });
    return measured;
  },
};

async function broadcast(rivals: Rivals, kind: Kind, size: number): Promise<Sample> {
  await rivals.report(kind);
  const complete = rivals.expect(kind, [Math.ceil(size / 2), Math.floor(size / 2)]);
  const cpuBefore = await rivals.cpuMs(kind);
  const publishedAt = microseconds();
  await rivals.publish(kind, 'all', stampedEvent());
  await complete;
  await delay(SETTLE_MS);
  const cpuMs = (await rivals.cpuMs(kind)) - cpuBefore;
  const lastAt = Math.max(...(await rivals.report(kind)).map((report) => report.lastAt));
  return { lastMs: (lastAt - publishedAt) / 1_000, cpuMs };
}

function percentile(samples: readonly Sample[], share: number): number {
  const sorted = samples.flatMap(({ lastMs = [] }) => lastMs).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
