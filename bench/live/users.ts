import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import type { Measured, Sample } from '../harness.ts';
import type { Kind } from './clients.ts';
import { kinds, Rivals } from './rivals.ts';
import type { Way } from './stream.ts';

const USERS = 1_000;
const DEVICES = 2;
/** Messages a second, each to the two devices of one user. */
const RATES = [8_000, 12_000, 16_000, 20_000, 24_000, 28_000, 32_000, 40_000, 48_000];
const RUN_MS = 1_500;
/** Held: nothing is later than this at the 99th percentile. */
const HELD_P99_MS = 250;
/** What is still to come after so long is not held either. */
const GRACE_MS = 1_500;
/** Who publishes must have kept the rate up, or the run says nothing of the server. */
const SENT_SHARE = 0.97;

/** `gavel, forgetful`: the same gateway, with messages that are published as cheaply as those of the others. */
const variants: Readonly<Record<string, { kind: Kind; way: Way }>> = {
  ...Object.fromEntries(kinds.map((kind) => [kind, { kind, way: kind }])),
  'gavel, forgetful': { kind: 'gavel', way: 'forgetful' },
};

export const liveUsers: Bench = {
  about: 'messages to 1,000 users with two devices each: highest held rate, CPU a message',
  plan: { rounds: 3, warmUp: 1 },
  metrics: {
    heldPerS: 'messages a second: the highest rate that was held',
    p99Ms: 'published → received',
    gatewayUs: 'CPU of the gateway, a message (two deliveries)',
    gatewayPct: 'of one processor that the gateway had',
    redisUs: 'CPU of Redis, a message',
    publisherUs: 'CPU of who publishes, a message',
    clientsUs: 'CPU of the clients, a message',
    machinePct: 'of the machine that was busy',
    sentPct: 'of the rate that was published',
    heldPct: `of the runs: all published, all delivered, p99 under ${HELD_P99_MS} ms`,
  },
  async run({ rounds, warmUp }) {
    await using rivals = await Rivals.start();
    const users = Array.from({ length: USERS * DEVICES }, (_, i) => Math.floor(i / DEVICES));
    for (const kind of kinds) await rivals.connect(kind, users, 'user:me');
    const measured: Measured = {};
    for (let round = 0; round < warmUp; round++) {
      for (const variant of Object.keys(variants)) await run(rivals, variant, RATES[0] as number);
    }
    for (let round = 0; round < rounds; round++) await climb(rivals, round, measured);
    return measured;
  },
};

/** All variants side by side, at higher and higher rates; one that does not hold a rate twice has found its end. */
async function climb(rivals: Rivals, round: number, measured: Measured): Promise<void> {
  const names = Object.keys(variants);
  const held = new Map(names.map((name) => [name, 0]));
  let holding = names.map((_, i) => names[(i + round) % names.length] as string);
  for (const rate of RATES) {
    const still: string[] = [];
    for (const name of holding) {
      for (let attempt = 1; attempt <= 2 && !still.includes(name); attempt++) {
        const sample = await run(rivals, name, rate);
        note(measured, `${name} at ${rate}`, sample);
        if (sample.heldPct === 100) still.push(name);
      }
    }
    for (const name of still) held.set(name, rate);
    holding = still;
  }
  for (const [name, heldPerS] of held) note(measured, name, { heldPerS });
}

function note(measured: Measured, name: string, sample: Sample): void {
  measured[name] = [...(measured[name] ?? []), sample];
}

async function run(rivals: Rivals, name: string, rate: number): Promise<Sample> {
  const { kind, way } = variants[name] as { kind: Kind; way: Way };
  await rivals.report(kind);
  const before = await rivals.usage(kind);
  const { sent, ms, cpuMs } = await rivals.stream(way, USERS, { to: 'users', rate }, RUN_MS);
  const [count = 0] = sent;
  await Promise.race([rivals.expect(kind, [count, count]), delay(GRACE_MS)]);
  const after = await rivals.usage(kind);
  const reports = await rivals.report(kind);
  const latencies = reports.flatMap((report) => report.latencies).sort((a, b) => a - b);
  const p99Ms = (latencies[Math.floor(latencies.length * 0.99)] ?? Number.POSITIVE_INFINITY) / 1_000;
  const sentPct = (count * 100_000) / (ms * rate);
  const isHeld = latencies.length === count * DEVICES && p99Ms < HELD_P99_MS && sentPct >= SENT_SHARE * 100;
  const each = (part: 'gateway' | 'redis' | 'clients') => ((after[part] - before[part]) * 1_000) / count;
  return {
    p99Ms,
    gatewayUs: each('gateway'),
    gatewayPct: ((after.gateway - before.gateway) * 100) / ms,
    redisUs: each('redis'),
    publisherUs: (cpuMs * 1_000) / count,
    clientsUs: each('clients'),
    machinePct: ((after.busy - before.busy) * 100) / (after.machine - before.machine),
    sentPct,
    heldPct: isHeld ? 100 : 0,
  };
}
