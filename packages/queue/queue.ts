import { RedisLink, runScript } from '@gavel/redis-link';
import { closed, QueueError, unavailable } from './errors.ts';
import { scripts } from './scripts.ts';
import type { DeadJob, Failure, NewJob, QueueOptions, QueueStats, TakenJob } from './types.ts';

const defaults = {
  classes: { event: 16, practice: 4, rejudge: 1 },
  leaseMs: 3_000,
  maxLost: 3,
  maxFailures: 3,
  retryBaseMs: 1_000,
  timeoutMs: 1_000,
  onError: () => {},
};

/** Bounds how long one script holds Redis. */
const BULK = 500;
const PAGE = 1_000;

/** A fair, leased queue. Every call rejects with a `QueueError` within `timeoutMs` when Redis is away. */
export class Queue {
  readonly options: typeof defaults & QueueOptions;
  /** All keys begin with it; its braces keep them on one node of a cluster. */
  readonly root: string;
  readonly #link: RedisLink;
  readonly #classes: string;

  constructor(options: QueueOptions) {
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    this.options = { ...defaults, ...(given as unknown as QueueOptions) } as typeof this.options;
    this.root = `{gavel:queue:${options.name}}`;
    this.#classes = classList(this.options.classes);
    const { url, timeoutMs, onError } = this.options;
    this.#link = new RedisLink({ url, timeoutMs, onError, unavailable, closed });
  }

  /** True: it was added. False: the queue knows this id already, its place is unchanged. */
  async add(job: NewJob): Promise<boolean> {
    return (await this.addBulk([job])) === 1;
  }

  /** Gives how many were not known before. A thousand jobs are a few calls; each call is one atomic change. */
  async addBulk(jobs: readonly NewJob[]): Promise<number> {
    for (const job of jobs) this.#check(job);
    let added = 0;
    for (let from = 0; from < jobs.length; from += BULK) {
      const rows = jobs
        .slice(from, from + BULK)
        .map((job) => [job.id, job.tenant, job.class, job.payload, job.attempt ?? 0]);
      added += (await this.#run('add', JSON.stringify(rows))) as number;
    }
    return added;
  }

  /** Up to `count` jobs, each under a lease of `leaseMs` that `heartbeat` renews. */
  async take(workerId: string, count: number): Promise<TakenJob[]> {
    const { leaseMs, maxLost } = this.options;
    const rows = await this.#run('take', this.#now(), leaseMs, maxLost, this.#classes, workerId, count);
    return (rows as TakenRow[]).map(([id, tenant, jobClass, payload, attempt]) => ({
      id,
      tenant,
      class: jobClass,
      payload,
      attempt,
    }));
  }

  /** Renews the worker's leases and its entry in the stats; gives those that are no longer its own. */
  async heartbeat<Held extends Pick<TakenJob, 'id' | 'attempt'>>(
    workerId: string,
    slots: number,
    jobs: readonly Held[],
  ): Promise<Held[]> {
    const { leaseMs, maxLost } = this.options;
    const pairs = JSON.stringify(jobs.map(({ id, attempt }) => [id, attempt]));
    const lost = await this.#run('heartbeat', this.#now(), leaseMs, maxLost, workerId, slots, pairs);
    return (lost as number[]).map((nth) => jobs[nth - 1] as Held);
  }

  /** The worker is gone by its own will: it leaves the stats. Its jobs stay under their leases. */
  async signOff(workerId: string): Promise<void> {
    await this.#link.run((client) => client.zRem(`${this.root}:workers`, workerId));
    await this.#link.run((client) => client.del(`${this.root}:worker:${workerId}`));
  }

  /** The job is done and forgotten. False: the lease has passed on, nothing was changed. */
  async ack(id: string, attempt: number): Promise<boolean> {
    return (await this.#run('ack', this.#now(), id, attempt)) === 1;
  }

  /** Another attempt later, or none after `maxFailures`. */
  async fail(id: string, attempt: number, failure: Failure): Promise<'retry' | 'dead' | 'not-yours'> {
    const { retryBaseMs, maxFailures } = this.options;
    const wait = failure.retryInMs ?? '';
    const args = [this.#now(), id, attempt, wait, retryBaseMs, maxFailures, failure.reason.slice(0, 2_000)];
    return (await this.#run('fail', ...args)) as 'retry' | 'dead' | 'not-yours';
  }

  /** To the front of its tenant's line; the lease is not counted as lost. False: it had passed on. */
  async handBack(id: string, attempt: number): Promise<boolean> {
    return (await this.#run('handBack', id, attempt)) === 1;
  }

  /** Takes the job out, whatever its state; a worker that runs it is told by its next heartbeat. */
  async remove(id: string): Promise<boolean> {
    return (await this.#run('remove', id)) === 1;
  }

  /**
   * Place in line from 1 if nothing were added meanwhile; null if the job does not wait. In its class it is exact
   * for a tenant's first job and at most one round of tenants too high for later ones; other classes are estimated.
   */
  async position(id: string): Promise<number | null> {
    return (await this.#run('position', id, this.#classes)) as number | null;
  }

  async stats(): Promise<QueueStats> {
    const raw: RawStats = JSON.parse((await this.#run('stats', this.#now())) as string);
    const [, ...perClass] = raw.perClass;
    const [, ...workers] = raw.workers;
    return {
      waiting: raw.waiting,
      running: raw.running,
      dead: raw.dead,
      perClass: Object.fromEntries([
        ...Object.keys(this.options.classes).map((name) => [name, 0] as const),
        ...perClass,
      ]),
      workers: workers.map(([id, slots, running, seenAt]) => ({
        id,
        slots,
        running,
        seenAt: new Date(seenAt),
      })),
      ratePerMinute: raw.finished,
    };
  }

  /** Which of these ids the queue knows, in any state, dead ones too. */
  async has(ids: readonly string[]): Promise<boolean[]> {
    if (ids.length === 0) return [];
    const known = await this.#link.run((client) => client.smIsMember(`${this.root}:ids`, [...ids]));
    return known.map((one) => one === 1);
  }

  /** All ids the queue knows, in pages. One that comes or goes meanwhile may be missed, any may be seen twice. */
  async *ids(): AsyncGenerator<string[]> {
    let cursor = '0';
    do {
      const at = cursor;
      const page = await this.#link.run((client) => client.sScan(`${this.root}:ids`, at, { COUNT: PAGE }));
      cursor = page.cursor;
      if (page.members.length > 0) yield page.members;
    } while (cursor !== '0');
  }

  /** Jobs that were given up, the longest dead first. They stay until `remove`. */
  async dead(limit = 100): Promise<DeadJob[]> {
    const rows = (await this.#run('dead', limit)) as DeadRow[];
    return rows.map(([id, tenant, jobClass, payload, attempt, reason, diedAt]) => ({
      id,
      tenant,
      class: jobClass,
      payload,
      attempt,
      reason,
      diedAt: new Date(diedAt),
    }));
  }

  /** Calls under way reject with `queue-closed`. */
  close(): void {
    this.#link.close();
  }

  #run(name: keyof typeof scripts, ...args: (string | number)[]): Promise<unknown> {
    return this.#link.run((client) => runScript(client, scripts[name], this.root, args));
  }

  #now(): number | '' {
    return this.options.now?.() ?? '';
  }

  #check(job: NewJob): void {
    if (job.id === '' || job.tenant === '') throw badJob('its id and its tenant must not be empty');
    if (!Object.hasOwn(this.options.classes, job.class)) {
      throw badJob(`class ${job.class} is not one of ${Object.keys(this.options.classes).join(', ')}`);
    }
  }
}

type TakenRow = [id: string, tenant: string, jobClass: string, payload: string, attempt: number];
type DeadRow = [...TakenRow, reason: string, diedAt: number];

interface RawStats {
  waiting: number;
  running: number;
  dead: number;
  finished: number;
  perClass: [0, ...[name: string, waiting: number][]];
  workers: [0, ...[id: string, slots: number, running: number, seenAt: number][]];
}

function classList(classes: Readonly<Record<string, number>>): string {
  for (const [name, weight] of Object.entries(classes)) {
    if (!/^[\w-]+$/.test(name) || !Number.isInteger(weight) || weight < 1) {
      throw badJob(`class ${name}: a name of letters, digits, _ or -, and a whole weight from 1 on`);
    }
  }
  return Object.entries(classes)
    .map(([name, weight]) => `${name}:${weight}`)
    .join(',');
}

const badJob = (what: string) => new QueueError('queue-bad-job', `the queue cannot take this job: ${what}`);
