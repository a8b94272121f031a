import { RedisLink, runScript } from '@gavel/redis-link';
import { Adder } from './adder.ts';
import { closed, unavailable } from './errors.ts';
import { checkClass, checkJob, classList, toJob, toJobs, toRecord } from './record.ts';
import { scripts } from './scripts.ts';
import type {
  CancelOutcome,
  Done,
  Failure,
  FailureOutcome,
  Heartbeat,
  JobPage,
  ListQuery,
  NewJob,
  Place,
  QueueOptions,
  QueueStats,
  TakenJob,
} from './types.ts';

const defaults = {
  classes: { event: 16, practice: 4, rejudge: 1 },
  background: ['rejudge'],
  leaseMs: 3_000,
  maxLost: 3,
  maxFailures: 3,
  retryBaseMs: 1_000,
  timeoutMs: 1_000,
  onError: () => {},
};

/** Bounds how long one script holds Redis, and the stack of its Lua. */
const BULK = 500;
const PAGE = 1_000;
/** Who adds to so many in the inbox has them brought into line. */
const INBOX = 500;

/** A fair, leased queue. Every call rejects with a `QueueError` within `timeoutMs` when Redis is away. */
export class Queue {
  readonly options: typeof defaults & QueueOptions;
  /** All keys begin with it; its braces keep them on one node of a cluster. */
  readonly root: string;
  readonly #link: RedisLink;
  readonly #settings: string;
  readonly #adder = new Adder(
    (job) => this.#addOne(job),
    (jobs) => this.#add(jobs),
  );

  constructor(options: QueueOptions) {
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    this.options = { ...defaults, ...(given as unknown as QueueOptions) } as typeof this.options;
    this.root = `{gavel:queue:${options.name}}`;
    const { url, timeoutMs, onError, leaseMs, maxLost, classes, background } = this.options;
    this.#settings = `${leaseMs} ${maxLost} ${classList(classes, background)}`;
    this.#link = new RedisLink({ url, timeoutMs, onError, unavailable, closed });
  }

  /**
   * True: it was added. False: the queue knows this id already, its place is unchanged. Calls of one turn of the event
   * loop share a call to Redis, each with its own answer.
   */
  async add(job: NewJob): Promise<boolean> {
    checkJob(job, this.options.classes);
    return this.#adder.add(job);
  }

  /** Gives how many were not known before. A thousand jobs are a few calls; each call is one atomic change. */
  async addBulk(jobs: readonly NewJob[]): Promise<number> {
    for (const job of jobs) checkJob(job, this.options.classes);
    return (await this.#add(jobs)).filter((added) => added).length;
  }

  /** Up to `count` jobs, each under a lease of `leaseMs` that `heartbeat` renews. */
  async take(count: number): Promise<TakenJob[]> {
    return (await this.exchange([], count)).jobs;
  }

  /** The job is done and forgotten. False: the lease has passed on, nothing was changed. */
  async ack(id: string, attempt: number, usedMs = 0): Promise<boolean> {
    const { acknowledged } = await this.exchange([{ id, attempt, usedMs }], 0);
    return acknowledged[0] === true;
  }

  /**
   * `ack` of many and `take` in one step, up to 500 each. Who gets fewer than it wants may wait at a `Doorbell`. With
   * nothing to end and none wanted it begins the lease of what was handed over there.
   */
  async exchange(
    done: readonly Done[],
    count: number,
  ): Promise<{ acknowledged: boolean[]; jobs: TakenJob[] }> {
    const ended = done.flatMap(({ id, attempt, usedMs }) => [id, attempt, Math.round(usedMs)]);
    const reply = await this.#run('exchange', Math.min(count, BULK), ...ended);
    const [outcome, jobs] = reply as [number[], (string | number)[]];
    return { acknowledged: outcome.map((one) => one === 1), jobs: toJobs(jobs) };
  }

  /** Renews the worker's leases and its entry in the stats. */
  async heartbeat<Held extends Pick<TakenJob, 'id' | 'attempt'>>(
    workerId: string,
    slots: number,
    jobs: readonly Held[],
  ): Promise<Heartbeat<Held>> {
    const pairs = jobs.flatMap(({ id, attempt }) => [id, attempt]);
    const reply = await this.#run('heartbeat', workerId, slots, ...pairs);
    const [lost, cancelled] = reply as [number[], number[]];
    const pick = (nths: number[]) => nths.map((nth) => jobs[nth - 1] as Held);
    return { lost: pick(lost), cancelled: pick(cancelled) };
  }

  /**
   * Time goes on: jobs of workers that fell silent are back in line, retries that are due too. Workers do it by calling;
   * where there may be only one, other processes should once a second, or its death is taken for an outage of Redis.
   */
  async pulse(): Promise<void> {
    await this.#run('pulse');
  }

  /** Wakes who has waited longest at the doorbell, though there may be nothing to do. */
  async ring(): Promise<void> {
    await this.#link.run((client) => client.lPush(`${this.root}:inbox`, ''));
  }

  /** The worker is gone by its own will: it leaves the stats. Its jobs stay under their leases. */
  async signOff(workerId: string): Promise<void> {
    await this.#run('signOff', workerId);
  }

  /** Another attempt later, or none after `maxFailures`. */
  async fail(id: string, attempt: number, failure: Failure): Promise<FailureOutcome> {
    const { retryBaseMs, maxFailures } = this.options;
    const { reason, retryInMs = '', usedMs = 0 } = failure;
    const bounds = [retryInMs, retryBaseMs, maxFailures];
    const args = [id, attempt, Math.round(usedMs), ...bounds, reason.slice(0, 2_000)];
    return (await this.#run('fail', ...args)) as FailureOutcome;
  }

  /** To its old place in line; the lease is not counted as lost. False: it had passed on. */
  async handBack(id: string, attempt: number): Promise<boolean> {
    return (await this.#run('handBack', id, attempt)) === 1;
  }

  /** Takes the job out, whatever its state; a worker that runs it is told by its next heartbeat. */
  async remove(id: string): Promise<boolean> {
    return (await this.#run('remove', id)) === 1;
  }

  /** Nobody wants it any more. A worker that runs it is told within a heartbeat. */
  async cancel(id: string): Promise<CancelOutcome> {
    return (await this.#run('cancel', id)) as CancelOutcome;
  }

  /** Place in line and estimated wait; null if the job does not wait. */
  async position(id: string): Promise<Place | null> {
    const [place] = await this.positions([id]);
    return place ?? null;
  }

  /**
   * The places of many jobs in one call, each at the cost of a few ranks: whoever shows places asks once a second for
   * the jobs that somebody looks at, and the cost does not depend on how many wait or how fast they move.
   */
  async positions(ids: readonly string[]): Promise<(Place | null)[]> {
    const places: (Place | null)[] = [];
    for (let from = 0; from < ids.length; from += BULK) {
      const page = ids.slice(from, from + BULK);
      const reply = await this.#run('positions', ...page);
      const [slots, tookMs, ...found] = reply as [number, number, ...number[]];
      for (let i = 0; i < found.length; i += 2) {
        const [position, paused] = [found[i] as number, found[i + 1] === 1];
        const known = slots > 0 && tookMs >= 0 && !paused;
        const waitMs = known ? Math.round(((position - 1) * tookMs) / slots) : null;
        places.push(position === 0 ? null : { position, waitMs, paused });
      }
    }
    return places;
  }

  /** Nothing is taken any more, of one class or of all; what runs goes on, what is added waits. */
  async pause(jobClass?: string): Promise<void> {
    await this.#run('pause', 1, ...this.#classNames(jobClass));
  }

  async resume(jobClass?: string): Promise<void> {
    await this.#run('pause', 0, ...this.#classNames(jobClass));
  }

  /**
   * Takes up to `count` jobs out that wait, in line or for a retry, and gives their ids; none: none is left. What runs
   * goes on (as BullMQ's drain). Call it until it gives none.
   */
  async drain({ class: jobClass, count = BULK }: { class?: string; count?: number } = {}): Promise<string[]> {
    return (await this.#run('drain', Math.min(count, BULK), ...this.#classNames(jobClass))) as string[];
  }

  /** A page of jobs of one state. What comes or goes between two pages may be missed or seen twice. */
  async list(query: ListQuery): Promise<JobPage> {
    const { state, class: jobClass, tenant, cursor = 0, count = 100 } = query;
    const limit = Math.min(count, PAGE);
    const [total, rows] = (await this.#run(
      'list',
      ...[state, cursor, limit, ...this.#classNames(jobClass)],
    )) as [number, ListedRow[]];
    const jobs = rows.map(([id, attempt, record, reason, at]) => ({
      ...toJob(id, attempt, record),
      ...{ state, reason, at: at === 0 ? null : new Date(at) },
    }));
    const wanted = jobs.filter(
      (job) => (!jobClass || job.class === jobClass) && (!tenant || job.tenant === tenant),
    );
    return { jobs: wanted, cursor: cursor + limit < total ? cursor + limit : null };
  }

  /** Puts dead jobs back with all their tries, all of them or these; gives how many. */
  async retryDead(ids?: readonly string[]): Promise<number> {
    let count = 0;
    for await (const back of this.#eachBulk('retryDead', ids)) count += back as number;
    return count;
  }

  /** Forgets dead jobs, all of them or these; gives their ids. */
  async dropDead(ids?: readonly string[]): Promise<string[]> {
    const dropped: string[] = [];
    for await (const page of this.#eachBulk('dropDead', ids)) dropped.push(...(page as string[]));
    return dropped;
  }

  async stats(): Promise<QueueStats> {
    const raw: RawStats = JSON.parse((await this.#run('stats')) as string);
    const [, ...perClass] = raw.perClass;
    const [, ...workers] = raw.workers;
    const [, ...paused] = raw.paused;
    return {
      waiting: raw.waiting,
      delayed: raw.delayed,
      running: raw.running,
      dead: raw.dead,
      paused,
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
      leasesLost: raw.leasesLost,
      retries: raw.retries,
    };
  }

  /** Which of these ids the queue knows, in any state, dead ones too. */
  async has(ids: readonly string[]): Promise<boolean[]> {
    if (ids.length === 0) return [];
    const known = await this.#link.run((client) => client.hmGet(`${this.root}:jobs`, [...ids]));
    return known.map((record) => record !== null);
  }

  /** All ids the queue knows, in pages. One that comes or goes meanwhile may be missed, any may be seen twice. */
  async *ids(): AsyncGenerator<string[]> {
    let cursor = '0';
    do {
      const at = cursor;
      const page = await this.#link.run((client) => client.hScan(`${this.root}:jobs`, at, { COUNT: PAGE }));
      cursor = page.cursor;
      if (page.entries.length > 0) yield page.entries.map(({ field }) => field);
    } while (cursor !== '0');
  }

  /** Calls under way reject with `queue-closed`. */
  close(): void {
    this.#link.close();
  }

  /** In calls of at most BULK jobs, sent together. */
  async #add(jobs: readonly NewJob[]): Promise<boolean[]> {
    if (jobs.length === 0) return [];
    if (jobs.length > BULK) {
      const pages = Array.from({ length: Math.ceil(jobs.length / BULK) }, (_, nth) =>
        this.#add(jobs.slice(nth * BULK, (nth + 1) * BULK)),
      );
      return (await Promise.all(pages)).flat();
    }
    const args = jobs.flatMap((job) => [job.id, job.attempt ?? 0, toRecord(job)]);
    const outcome = (await this.#run('add', ...args)) as number[];
    return outcome.map((one) => one === 1);
  }

  /** By the inbox, if it can go that way. */
  async #addOne(job: NewJob): Promise<boolean> {
    if (!job.attempt && !this.options.background.includes(job.class)) {
      const args = [job.id, job.class, toRecord(job)];
      const reply = await this.#link.run((client) => runScript(client, scripts.addOne, this.root, args));
      const outcome = reply as number;
      // It is added, whatever comes of this; the next one finds as many.
      if (outcome >= INBOX) await this.pulse().catch(this.options.onError);
      if (outcome !== -1) return outcome > 0;
    }
    const [added] = await this.#add([job]);
    return added === true;
  }

  #run(name: Exclude<keyof typeof scripts, 'addOne'>, ...args: (string | number)[]): Promise<unknown> {
    const all = [this.options.now?.() ?? '', this.#settings, ...args];
    return this.#link.run((client) => runScript(client, scripts[name], this.root, all));
  }

  /** Runs a script over these ids in pages, or over all there are until a page comes back empty. */
  async *#eachBulk(name: 'retryDead' | 'dropDead', ids?: readonly string[]): AsyncGenerator<unknown> {
    if (ids === undefined) {
      for (;;) {
        const done = await this.#run(name, BULK);
        yield done;
        if ((Array.isArray(done) ? done.length : done) === 0) return;
      }
    }
    for (let from = 0; from < ids.length; from += BULK) {
      yield await this.#run(name, BULK, ...ids.slice(from, from + BULK));
    }
  }

  #classNames(jobClass?: string): string[] {
    if (jobClass !== undefined) checkClass(jobClass, this.options.classes);
    return jobClass === undefined ? Object.keys(this.options.classes) : [jobClass];
  }
}

type ListedRow = [id: string, attempt: number, record: string, reason: string, at: number];

interface RawStats {
  waiting: number;
  delayed: number;
  running: number;
  dead: number;
  finished: number;
  leasesLost: number;
  retries: number;
  paused: [0, ...string[]];
  perClass: [0, ...[name: string, waiting: number][]];
  workers: [0, ...[id: string, slots: number, running: number, seenAt: number][]];
}
