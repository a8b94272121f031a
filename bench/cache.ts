import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { WriteOrder } from '@gavel/cache';
import type { Bench } from './bench.ts';
import { PlainCache } from './cache/plain.ts';
import { openWorld, type Tx, type World } from './cache/world.ts';
import { measure, type Sample, type Variants } from './harness.ts';

const ORDERS: WriteOrder[] = ['invalidate-first', 'cache-first', 'database-first'];
const RUN_MS = 1_500;
/** Longer than a run: what is left behind stays until its end, as it would for ten minutes. */
const LIFE_MS = 600_000;
const READERS = 32;
const HIT_READERS = 64;
const PAUSE_BETWEEN_WRITES_MS = 20;
const WRITES_OF_A_ROW = 3;
const STAMPEDE = 10_000;
const PROCESSES = 4;

/** Three write orders, plain and cured, under readers at full speed; hits and a stampede beside bentocache. */
export const cache: Bench = {
  about:
    'three write orders plain and cured under readers at full speed; hits and stampedes beside bentocache',
  plan: { rounds: 5, warmUp: 1 },
  metrics: {
    reads: 'reads in a second',
    stale: 'reads that began after a newer write was answered, and did not see it, percent',
    early: 'reads that saw what was not committed yet, percent',
    oldestMs: 'the longest time such a read came after that answer, while its row was written',
    left: 'rows that the cache still has old when all writes are over, for the rest of ten minutes, percent',
    loads: 'reads of the database, for each write (stampede: all)',
    p50Ms: 'a read, median',
    p99Ms: 'a read, 99th percentile',
    cpuUs: 'hits: CPU of the process for each read, µs',
    writeMs: 'a write, median',
    lastMs: 'stampede: the last of 10,000 readers has the value',
  },
  async run(plan) {
    await using world = await openWorld();
    const variants: Variants = { ...orderVariants(world), ...hitVariants(world), ...stampedeVariants(world) };
    return await measure(variants, plan);
  },
};

interface Way {
  read(id: string): Promise<number>;
  write(id: string, n: number, commit: (tx: Tx) => Promise<unknown>): Promise<void>;
}

function orderVariants(world: World): Variants {
  const variants: Record<string, () => Promise<Sample>> = {};
  for (const order of ORDERS) {
    const plain = new PlainCache(world.client, LIFE_MS);
    variants[`${order}, plain`] = () =>
      underWrites(world, {
        read: (id) => plain.read(id, () => world.load(id)),
        write: (id, n, commit) =>
          plain.write(order, id, n, () => world.database.transaction(commit).then(() => {})),
      });
    const caches = Array.from({ length: 2 }, () => world.cache());
    const items = caches.map((each) => each.resource<number>({ name: order, order }));
    let turn = 0;
    variants[`${order}, cured`] = () =>
      underWrites(world, {
        read: async (id) => (await items[turn++ % 2]?.read(id, () => world.load(id))) as number,
        write: async (id, n, commit) => {
          const change = items[0]?.change(id, async () => n);
          if (change) await caches[0]?.write([change], commit);
        },
      });
  }
  return variants;
}

interface Row {
  readonly id: string;
  /** When each of its values was answered; values are 0, 1, … */
  readonly answeredAt: number[];
  sentCommits: number;
}

async function newRow(world: World): Promise<Row> {
  const id = randomUUID();
  await world.pool.query('insert into item values ($1, 0)', [id]);
  return { id, answeredAt: [performance.now()], sentCommits: 0 };
}

/**
 * One writer, who writes a row a few times and then the next; readers of that row without a pause. All in this process, so
 * that one clock says what was answered when.
 */
async function underWrites(world: World, way: Way): Promise<Sample> {
  const rows = [await newRow(world)];
  let over = false;
  const times: number[] = [];
  const writes: number[] = [];
  let [stale, early, oldestMs] = [0, 0, 0];
  const loads = world.loads();

  const reader = async () => {
    while (!over) {
      const row = rows.at(-1) as Row;
      const begunAt = performance.now();
      const floor = row.answeredAt.length - 1;
      const n = await way.read(row.id);
      times.push(performance.now() - begunAt);
      if (n > row.sentCommits) early++;
      const next = row.answeredAt[n + 1];
      if (n >= floor || next === undefined) continue;
      stale++;
      oldestMs = Math.max(oldestMs, begunAt - next);
    }
  };
  const write = async (row: Row, n: number) => {
    const begunAt = performance.now();
    world.beforeCommit(() => {
      row.sentCommits = n;
    });
    await way.write(row.id, n, (tx) => tx.query('update item set n = $2 where id = $1', [row.id, n]));
    row.answeredAt.push(performance.now());
    writes.push(performance.now() - begunAt);
    await delay(PAUSE_BETWEEN_WRITES_MS);
  };
  const writer = async () => {
    while (!over) {
      const row = rows.at(-1) as Row;
      for (let n = 1; n <= WRITES_OF_A_ROW; n++) await write(row, n);
      rows.push(await newRow(world));
    }
  };
  const all = [writer(), ...Array.from({ length: READERS }, reader)];
  await delay(RUN_MS);
  over = true;
  await Promise.all(all);
  const loadsOfRun = world.loads() - loads;
  const values = await Promise.all(rows.map((row) => way.read(row.id)));
  const left = rows.filter((row, nth) => values[nth] !== row.answeredAt.length - 1).length;
  return {
    ...readTimes(times, RUN_MS),
    ...{ stale: (100 * stale) / times.length, early: (100 * early) / times.length, oldestMs },
    ...{ left: (100 * left) / rows.length, loads: loadsOfRun / writes.length, writeMs: at(writes, 0.5) },
  };
}

/** Rows that nobody writes: one that all read, one for each reader, one reader alone. */
function hitVariants(world: World): Variants {
  const plain = new PlainCache(world.client, LIFE_MS);
  const item = world.cache().resource<number>({ name: 'hits' });
  const bento = world.bento();
  const redis = bento.use('redis');
  const both = bento.use('both');
  const load = (id: string) => world.load(id);
  const ways: Record<string, (id: string) => Promise<unknown>> = {
    'plain GET': (id) => plain.read(id, () => load(id)),
    ours: (id) => item.read(id, () => load(id)),
    'bentocache in Redis': (id) => redis.getOrSet({ key: id, factory: () => load(id) }),
    'bentocache in memory too': (id) => both.getOrSet({ key: id, factory: () => load(id) }),
  };
  const shapes = {
    'hits on one row': [HIT_READERS, 1],
    'on 64 rows': [HIT_READERS, HIT_READERS],
    'by one reader': [1, 1],
  };
  const variants: Record<string, () => Promise<Sample>> = {};
  for (const [shape, [readers, rows]] of Object.entries(shapes) as [string, [number, number]][]) {
    for (const [name, read] of Object.entries(ways)) {
      variants[`${shape}, ${name}`] = () => hits(world, read, readers, rows);
    }
  }
  return variants;
}

async function hits(
  world: World,
  read: (id: string) => Promise<unknown>,
  readers: number,
  rows: number,
): Promise<Sample> {
  const ids = Array.from({ length: rows }, () => randomUUID());
  for (const id of ids) {
    await world.pool.query('insert into item values ($1, 1)', [id]);
    await read(id);
  }
  const times: number[] = [];
  const cpu = process.cpuUsage();
  const end = performance.now() + RUN_MS;
  const reader = async (_: unknown, nth: number) => {
    const id = ids[nth % rows] as string;
    for (let now = performance.now(); now < end; ) {
      await read(id);
      const after = performance.now();
      times.push(after - now);
      now = after;
    }
  };
  await Promise.all(Array.from({ length: readers }, reader));
  const { user, system } = process.cpuUsage(cpu);
  return { ...readTimes(times, RUN_MS), cpuUs: (user + system) / times.length };
}

/** Readers of four caches at once at a key that none has. */
function stampedeVariants(world: World): Variants {
  const items = Array.from({ length: PROCESSES }, () => world.cache().resource<number>({ name: 'stampede' }));
  const bentos = Array.from({ length: PROCESSES }, () => world.bento().use('redis'));
  const stampede = (read: (id: string, process: number) => Promise<unknown>) => async () => {
    const id = randomUUID();
    await world.pool.query('insert into item values ($1, 1)', [id]);
    const loads = world.loads();
    const begunAt = performance.now();
    await Promise.all(Array.from({ length: STAMPEDE }, (_, reader) => read(id, reader % PROCESSES)));
    return { lastMs: performance.now() - begunAt, loads: world.loads() - loads };
  };
  return {
    'stampede, ours': stampede(async (id, process) => items[process]?.read(id, () => world.load(id))),
    'stampede, bentocache': stampede(async (id, process) =>
      bentos[process]?.getOrSet({ key: id, factory: () => world.load(id) }),
    ),
  };
}

function readTimes(times: number[], ms: number): Sample {
  return { reads: (1_000 * times.length) / ms, p50Ms: at(times, 0.5), p99Ms: at(times, 0.99) };
}

function at(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
