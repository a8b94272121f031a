import { setTimeout as delay } from 'node:timers/promises';
import { until } from '@gavel/test-support';
import type { Bench } from '../bench.ts';
import { measure, type Sample, type Variants } from '../harness.ts';
import { Rivals } from './rivals.ts';
import { SLOW, stampedEvent } from './wire.ts';

type Kind = 'socketio' | 'gavel';

const READERS = 1_000;
const FLOW = { to: 'all', rate: 50, bytes: 1_024 } as const;
/** Of 50 KiB a second: the bound on what waits in a gateway is passed after some 15. */
const RUN_MS = 19_000;
/** For what it costs to wait: short of that bound, in one more stream. */
const HELD_RATE = 70;
const HOLD_MS = 10_000;
const STEP_MS = 250;
const GRACE_MS = 2_000;
const FILL_BYTES = 16 * 1_024;

export const liveSlow: Bench = {
  about: '1,000 clients read 50 KiB a second each, with and without one that has stopped reading',
  plan: { rounds: 3, warmUp: 0 },
  metrics: {
    p50Ms: 'published → received, by those that read',
    p99Ms: 'the same, 99th percentile',
    kernelKiB: 'published until the kernel took no more',
    closedS: 'seconds after that until the slow one was closed',
    code: 'with which code',
    goneS: 'seconds until the gateway had let it go',
    heldKiB: 'memory of the gateway that what waited for the slow one took when all others had it',
    sentKiB: 'of so much that was published',
    missing: 'messages that those that read did not get',
  },
  async run(plan) {
    await using rivals = await Rivals.start(['socketio', 'gavel']);
    const users = Array.from({ length: READERS }, (_, user) => user);
    for (const kind of ['socketio', 'gavel'] as const) await rivals.connect(kind, users, 'all');
    const variants: Variants = Object.fromEntries(
      (['socketio', 'gavel'] as const).flatMap((kind) => [
        [`${kind}, all read`, () => run(rivals, kind, false)],
        [`${kind}, one does not`, () => run(rivals, kind, true)],
        [`${kind}, what that costs`, () => hold(rivals, kind)],
      ]),
    );
    // Not before it has ended are the rivals put away.
    return await measure(variants, plan);
  },
};

async function run(rivals: Rivals, kind: Kind, withSlow: boolean): Promise<Sample> {
  const kernelKiB = withSlow ? await stopReading(rivals, kind) : undefined;
  await rivals.report(kind);
  const [{ sent }, end] = await Promise.all([
    rivals.stream(kind, READERS, FLOW, RUN_MS),
    withSlow ? watch(rivals, kind) : {},
  ]);
  const [count = 0] = sent;
  await Promise.race([rivals.expect(kind, [(count * READERS) / 2, (count * READERS) / 2]), delay(GRACE_MS)]);
  const latencies = (await rivals.report(kind)).flatMap((report) => report.latencies).sort((a, b) => a - b);
  if (withSlow) await rivals.dropSlow(kind);
  const at = (share: number) => (latencies[Math.floor(latencies.length * share)] as number) / 1_000;
  return {
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    ...(kernelKiB !== undefined && { kernelKiB }),
    ...end,
    missing: count * READERS - latencies.length,
  };
}

/** Measured when nothing is on its way to the others. */
async function hold(rivals: Rivals, kind: Kind): Promise<Sample> {
  await stopReading(rivals, kind);
  await rivals.report(kind);
  const before = await rivals.heapKiB(kind);
  const { sent } = await rivals.stream(kind, READERS, { ...FLOW, rate: HELD_RATE }, HOLD_MS);
  const [count = 0] = sent;
  await rivals.expect(kind, [(count * READERS) / 2, (count * READERS) / 2]);
  const heldKiB = (await rivals.heapKiB(kind)) - before;
  const { code } = await rivals.slowState(kind);
  await rivals.dropSlow(kind);
  return { heldKiB, sentKiB: (count * FLOW.bytes) / 1_024, ...(code !== null && { code }) };
}

/** The kernel holds megabytes for a connection. Its own channel fills them up, so that no run has to wait for that. */
async function stopReading(rivals: Rivals, kind: Kind): Promise<number> {
  await rivals.connectSlow(kind);
  let bytes = 0;
  await until('the kernel takes no more', async () => {
    await rivals.publish(kind, SLOW, stampedEvent(FILL_BYTES));
    bytes += FILL_BYTES;
    return (await rivals.slowState(kind)).isFull;
  });
  return bytes / 1_024;
}

/** Looks at the server's end of the slow connection for as long as messages come. */
async function watch(rivals: Rivals, kind: Kind): Promise<Sample> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  let closed: Sample = {};
  while (seconds() * 1_000 < RUN_MS - STEP_MS) {
    const { code, isGone } = await rivals.slowState(kind);
    if (code !== null && closed.code === undefined) closed = { closedS: seconds(), code };
    if (isGone) return { ...closed, goneS: seconds() };
    await delay(STEP_MS);
  }
  return closed;
}
