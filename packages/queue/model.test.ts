import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { startTestRedis, type TestRedis } from '@gavel/test-support';
import fc from 'fast-check';
import { Queue } from './queue.ts';

const LEASE = 3_000;
const MAX_LOST = 3;
const MAX_FAILURES = 2;

interface ModelJob {
  readonly tenant: string;
  attempt: number;
  lost: number;
  failures: number;
  state: 'waiting' | 'running' | 'delayed' | 'dead';
  /** Of the lease, or of the retry. */
  until: number;
}

/** The queue as plain lists. Order within one class: a ring of tenants, each with its line. */
class Model {
  now = 1_000_000;
  readonly jobs = new Map<string, ModelJob>();
  readonly lines = new Map<string, string[]>();
  ring: string[] = [];

  enter(id: string, front: boolean): void {
    const job = this.jobs.get(id) as ModelJob;
    const line = this.lines.get(job.tenant) ?? [];
    this.lines.set(job.tenant, line);
    if (front) line.unshift(id);
    else line.push(id);
    if (front) this.ring = [job.tenant, ...this.ring.filter((tenant) => tenant !== job.tenant)];
    else if (line.length === 1) this.ring.push(job.tenant);
    job.state = 'waiting';
  }

  /** What every take and heartbeat does first or last. */
  settleClock(): void {
    const due = (state: ModelJob['state']) =>
      [...this.jobs]
        .filter(([, job]) => job.state === state && job.until <= this.now)
        .sort(([a, { until: x }], [b, { until: y }]) => x - y || (a < b ? -1 : 1))
        .map(([id]) => id);
    for (const id of due('running').reverse()) {
      const job = this.jobs.get(id) as ModelJob;
      job.lost++;
      if (job.lost >= MAX_LOST) job.state = 'dead';
      else this.enter(id, true);
    }
    for (const id of due('delayed')) this.enter(id, false);
  }

  take(): string | undefined {
    const tenant = this.ring.shift();
    if (tenant === undefined) return undefined;
    const line = this.lines.get(tenant) as string[];
    const id = line.shift() as string;
    if (line.length > 0) this.ring.push(tenant);
    const job = this.jobs.get(id) as ModelJob;
    job.state = 'running';
    job.attempt++;
    job.until = this.now + LEASE;
    return id;
  }

  holds(id: string, attempt: number): ModelJob | undefined {
    const job = this.jobs.get(id);
    return job?.state === 'running' && job.attempt === attempt ? job : undefined;
  }

  leaveLine(id: string): void {
    const { tenant } = this.jobs.get(id) as ModelJob;
    const line = this.lines.get(tenant) ?? [];
    if (!line.includes(id)) return;
    line.splice(line.indexOf(id), 1);
    if (line.length === 0) this.ring = this.ring.filter((other) => other !== tenant);
  }

  /** Of each waiting job, how many are served before it, plus one: by serving them all. */
  positions(): Map<string, number> {
    const lines = new Map([...this.lines].map(([tenant, line]) => [tenant, [...line]]));
    const ring = [...this.ring];
    const order = new Map<string, number>();
    for (let tenant = ring.shift(); tenant !== undefined; tenant = ring.shift()) {
      const line = lines.get(tenant) as string[];
      order.set(line.shift() as string, order.size + 1);
      if (line.length > 0) ring.push(tenant);
    }
    return order;
  }
}

type Command =
  | { op: 'add'; id: string; tenant: string }
  | { op: 'take'; count: number }
  | { op: 'pass'; ms: number }
  | { op: 'heartbeat' | 'ack' | 'fail' | 'handBack'; id: string; attempt: number }
  | { op: 'remove'; id: string };

const id = fc.integer({ min: 0, max: 11 }).map((n) => `job-${String(n).padStart(2, '0')}`);
const attempt = fc.integer({ min: 1, max: 4 });
const tenantOf = (name: string) => `tenant-${Number(name.slice(4)) % 4}`;
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: id.map((id) => ({ op: 'add' as const, id, tenant: tenantOf(id) })) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 4 }).map((count) => ({ op: 'take' as const, count })) },
  { weight: 2, arbitrary: fc.constantFrom(1, 1_000, 3_001).map((ms) => ({ op: 'pass' as const, ms })) },
  ...(['heartbeat', 'ack', 'fail', 'handBack'] as const).map((op) => ({
    weight: 2,
    arbitrary: fc.record({ op: fc.constant(op), id, attempt }),
  })),
  { weight: 1, arbitrary: id.map((id) => ({ op: 'remove' as const, id })) },
);

async function step(queue: Queue, model: Model, command: Command): Promise<void> {
  switch (command.op) {
    case 'add': {
      const isNew = !model.jobs.has(command.id);
      const job = { id: command.id, tenant: command.tenant, class: 'practice', payload: command.id };
      assert.equal(await queue.add(job), isNew);
      if (!isNew) return;
      const { tenant } = command;
      model.jobs.set(command.id, { tenant, attempt: 0, lost: 0, failures: 0, state: 'waiting', until: 0 });
      model.enter(command.id, false);
      return;
    }
    case 'take': {
      model.settleClock();
      const expected: unknown[] = [];
      for (let n = 0; n < command.count; n++) {
        const id = model.take();
        if (id !== undefined) expected.push([id, model.jobs.get(id)?.attempt]);
      }
      const taken = await queue.take('w', command.count);
      assert.deepEqual(
        taken.map(({ id, attempt }) => [id, attempt]),
        expected,
      );
      return;
    }
    case 'pass':
      model.now += command.ms;
      return;
    case 'remove':
      assert.equal(await queue.remove(command.id), model.jobs.has(command.id));
      if (!model.jobs.has(command.id)) return;
      model.leaveLine(command.id);
      model.jobs.delete(command.id);
      return;
    default:
      await settle(queue, model, command);
  }
}

type Settling = Extract<Command, { attempt: number }>;

async function settle(queue: Queue, model: Model, { op, id, attempt }: Settling): Promise<void> {
  const job = model.holds(id, attempt);
  if (op === 'heartbeat') {
    const { lost } = await queue.heartbeat('w', 1, [{ id, attempt }]);
    assert.equal(lost.length, job ? 0 : 1);
    if (job) job.until = model.now + LEASE;
    model.settleClock();
  } else if (op === 'ack') {
    assert.equal(await queue.ack(id, attempt), job !== undefined);
    if (job) model.jobs.delete(id);
  } else if (op === 'handBack') {
    assert.equal(await queue.handBack(id, attempt), job !== undefined);
    if (job) model.enter(id, true);
  } else {
    const outcome = await queue.fail(id, attempt, { reason: 'x', retryInMs: 1_000 });
    if (job) {
      job.failures++;
      job.state = job.failures >= MAX_FAILURES ? 'dead' : 'delayed';
      job.until = model.now + 1_000;
    }
    assert.equal(outcome, job ? (job.state === 'dead' ? 'dead' : 'retry') : 'not-yours');
  }
}

async function compare(queue: Queue, model: Model): Promise<void> {
  const jobs = [...model.jobs];
  const count = (...states: string[]) => jobs.filter(([, job]) => states.includes(job.state)).length;
  const { waiting, running, dead, perClass } = await queue.stats();
  assert.deepEqual(
    { waiting, running, dead, practice: perClass.practice },
    {
      waiting: count('waiting', 'delayed'),
      running: count('running'),
      dead: count('dead'),
      practice: count('waiting'),
    },
  );
  const tenants = new Set(jobs.map(([, job]) => job.tenant)).size;
  const order = model.positions();
  for (const [id, job] of jobs) {
    const position = (await queue.position(id))?.position ?? null;
    const exact = order.get(id);
    if (exact === undefined) {
      assert.equal(position, null);
      continue;
    }
    const isFirst = model.lines.get(job.tenant)?.[0] === id;
    assert.ok(position !== null && position >= exact && position <= exact + (isFirst ? 0 : tenants - 1));
  }
}

describe('queue against a plain model', () => {
  let redis: TestRedis;
  before(async () => {
    redis = await startTestRedis('--appendonly', 'no');
  });
  after(() => redis.stop());

  test('any order of add, take, heartbeat, expiry, ack, fail, hand back and remove', async () => {
    const commands = fc.array(command, { minLength: 5, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(commands, async (run) => {
        const model = new Model();
        const queue = new Queue({
          ...{ url: redis.url, name: randomUUID(), leaseMs: LEASE, timeoutMs: 10_000 },
          ...{ maxLost: MAX_LOST, maxFailures: MAX_FAILURES, now: () => model.now },
        });
        try {
          for (const command of run) await step(queue, model, command);
          await compare(queue, model);
        } finally {
          queue.close();
        }
      }),
      { numRuns: 120 },
    );
  });
});
