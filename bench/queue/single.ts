import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { startTestRedis } from '@gavel/test-support';
import type { Bench } from '../bench.ts';
import type { Measured } from '../harness.ts';
import type { Contestant, Server } from './contestant.ts';
import { type ContestantName, contestants } from './contestants.ts';

const names = Object.keys(contestants) as ContestantName[];

const ADD_TURNS = 160;
const ADDS = 50;
const STARTS = 200;
const REST_MS = 20;
/** Of a worker that has just come. */
const SETTLING_MS = 200;

/**
 * One call at a time, where a single trip to Redis is what is measured. That takes twice as long when the machine is a little
 * busier, for seconds: contestants that took turns by the second gave ratios from 1.2 to 1.7. So all are there at once and
 * take turns in a new order every 50 adds, and with each job of the idle queue.
 */
export const queueSingle: Bench = {
  about: 'adds awaited one by one, and idle start; the contestants take turns all the time',
  plan: { rounds: 8, warmUp: 1 },
  metrics: {
    addAwaited: 'jobs a second, added one after the other',
    addOfBullmq: "its rate, percent of BullMQ's of the same round",
    idleP50Us: 'µs from add to handler on an idle queue, 20 ms apart, p50',
    idleP99Us: 'the same, p99',
    idleOfBullmq: "its p50, percent of BullMQ's of the same round",
    idleOfLists: 'its p50, percent of that of the raw lists',
  },
  async run({ rounds, warmUp }) {
    const measured: Measured = Object.fromEntries(names.map((name) => [name, []]));
    const server = await startTestRedis('--appendonly', 'no');
    try {
      for (let round = -warmUp; round < rounds; round++) {
        const rates = await addsASecond(server);
        const starts = await idleStarts(server);
        if (round < 0) continue;
        for (const name of names) {
          const { p50, p99 } = starts[name];
          measured[name]?.push({
            addAwaited: rates[name],
            addOfBullmq: (rates[name] / rates.bullmq) * 100,
            idleP50Us: p50,
            idleP99Us: p99,
            idleOfBullmq: (p50 / starts.bullmq.p50) * 100,
            idleOfLists: (p50 / starts.lists.p50) * 100,
          });
        }
      }
      return measured;
    } finally {
      await server.stop();
    }
  },
};

/** Nobody works: they wait in line. */
function addsASecond(server: Server): Promise<Record<ContestantName, number>> {
  return withEach(server, async (opened) => {
    const ms = ofEach(() => 0);
    for (let turn = 0; turn < ADD_TURNS; turn++) {
      for (const name of shuffled(names)) {
        const began = performance.now();
        await opened[name].addAwaited(ADDS);
        ms[name] += performance.now() - began;
      }
    }
    return ofEach((name) => (ADD_TURNS * ADDS * 1_000) / ms[name]);
  });
}

/** Each with one worker. The next job comes when the handler has begun and its add was answered. */
function idleStarts(server: Server): Promise<Record<ContestantName, { p50: number; p99: number }>> {
  return withEach(server, async (opened) => {
    await using workers = new AsyncDisposableStack();
    const times = ofEach((): number[] => []);
    let begun = Promise.withResolvers<void>();
    let sentAt = 0;
    for (const name of names) {
      const worker = await opened[name].work(1, () => {
        times[name].push((performance.now() - sentAt) * 1_000);
        begun.resolve();
      });
      workers.use(worker);
    }
    await delay(SETTLING_MS);
    for (let nth = 0; nth < STARTS; nth++) {
      for (const name of shuffled(names)) {
        await delay(REST_MS);
        begun = Promise.withResolvers();
        sentAt = performance.now();
        await Promise.all([opened[name].addOne(`idle-${nth}`), begun.promise]);
      }
    }
    return ofEach((name) => {
      const sorted = times[name].sort((a, b) => a - b);
      const at = (share: number) => sorted[Math.floor(sorted.length * share)] as number;
      return { p50: at(0.5), p99: at(0.99) };
    });
  });
}

/** With a new queue of each. */
async function withEach<T>(
  server: Server,
  part: (opened: Record<ContestantName, Contestant>) => Promise<T>,
): Promise<T> {
  await using stack = new AsyncDisposableStack();
  const opened: [ContestantName, Contestant][] = [];
  for (const name of names) opened.push([name, stack.use(await contestants[name](server, randomUUID()))]);
  return await part(Object.fromEntries(opened) as Record<ContestantName, Contestant>);
}

const ofEach = <T>(value: (name: ContestantName) => T) =>
  Object.fromEntries(names.map((name) => [name, value(name)])) as Record<ContestantName, T>;

function shuffled<T>(all: readonly T[]): T[] {
  return all
    .map((each) => ({ each, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ each }) => each);
}
