/** What the queue is compared with in tests: the same promises, kept in plain lists. One class. */
export const LEASE = 3_000;
export const MAX_LOST = 3;
export const MAX_FAILURES = 2;
const COST = 100_000;

export interface ModelJob {
  readonly tenant: string;
  attempt: number;
  lost: number;
  failures: number;
  cancelled: boolean;
  state: 'new' | 'waiting' | 'running' | 'delayed' | 'dead';
  /** Start tag; of how much its tenant was late it has moved back by. */
  tag: number;
  moved: number;
  /** End of the lease, time of the retry or of the death. */
  until: number;
}

type Entry = [id: string, job: ModelJob];

export class Model {
  now = 1_000_000;
  paused = false;
  readonly jobs = new Map<string, ModelJob>();
  #virtual = 0;
  #at = 1_000_000;
  #seen = 0;
  /** New jobs, until the next call of another kind. */
  readonly #inbox: ModelJob[] = [];
  readonly #handed: ModelJob[] = [];
  readonly #finish = new Map<string, number>();
  readonly late = new Map<string, number>();

  inState(...states: ModelJob['state'][]): Entry[] {
    return [...this.jobs].filter(([, job]) => states.includes(job.state));
  }

  /** In order of their tags. */
  line(): Entry[] {
    return this.inState('waiting').sort(by(({ tag }) => tag));
  }

  /** One by itself: it is not in line before the next call. */
  add(id: string, tenant: string): boolean {
    if (this.jobs.has(id)) return false;
    const counts = { attempt: 0, lost: 0, failures: 0, tag: 0, moved: 0, until: 0 };
    const job: ModelJob = { tenant, ...counts, cancelled: false, state: 'new' };
    this.jobs.set(id, job);
    this.#inbox.push(job);
    return true;
  }

  /** A worker that waits has the job that came first. */
  hand(): string | undefined {
    const job = this.#inbox.shift();
    if (job) this.#handed.push(job);
    return [...this.jobs].find(([, each]) => each === job)?.[0];
  }

  /** What came, was handed over. */
  settle(): void {
    for (const job of this.#handed.splice(0)) {
      this.enter(job);
      Object.assign(job, { state: 'running', attempt: 1, until: this.now + LEASE });
      if (this.inState('waiting').length === 0) this.#reach(job.tag);
    }
    for (const job of this.#inbox.splice(0)) this.enter(job);
  }

  /** At the end of its tenant's line, or back at its old place. */
  enter(job: ModelJob, back = false): void {
    this.#letTimePass();
    if (!back) {
      this.#virtual++;
      job.tag = Math.max(this.#virtual, this.#finish.get(job.tenant) ?? 0);
      this.#finish.set(job.tenant, job.tag + COST);
    }
    job.moved = this.late.get(job.tenant) ?? job.moved;
    job.state = 'waiting';
  }

  take(count: number): { id: string; attempt: number }[] {
    this.touch();
    this.settle();
    if (count === 0) return [];
    this.#goOn();
    const taken: { id: string; attempt: number }[] = [];
    while (!this.paused && taken.length < count) {
      const id = this.#pop();
      if (id === undefined) break;
      const job = this.jobs.get(id) as ModelJob;
      job.attempt++;
      job.until = this.now + LEASE;
      taken.push({ id, attempt: job.attempt });
    }
    const last = this.jobs.get(taken.at(-1)?.id ?? '');
    if (last) this.#advance(last.tag);
    return taken;
  }

  heartbeat(id: string, attempt: number): 'lost' | 'cancelled' | 'held' {
    this.touch();
    this.settle();
    const job = this.holds(id, attempt);
    if (job) job.until = this.now + LEASE;
    const told = job ? (job.cancelled ? 'cancelled' : 'held') : 'lost';
    this.#advance(0);
    this.#goOn();
    return told;
  }

  ack(id: string, attempt: number, usedMs: number): boolean {
    this.touch();
    this.settle();
    const job = this.holds(id, attempt);
    if (!job) return false;
    const over = usedMs * 1_000 - COST;
    if (over > 0) {
      this.#finish.set(job.tenant, (this.#finish.get(job.tenant) ?? job.tag + COST) + over);
      this.late.set(job.tenant, (this.late.get(job.tenant) ?? 0) + over);
    }
    return this.jobs.delete(id);
  }

  holds(id: string, attempt: number): ModelJob | undefined {
    const job = this.jobs.get(id);
    return job?.state === 'running' && job.attempt === attempt ? job : undefined;
  }

  /** Half a lease without a call is an outage: no lease ends before two thirds of one from now. */
  touch(): void {
    if (this.now - this.#seen < LEASE / 16) return;
    if (this.now - this.#seen > LEASE / 2) {
      for (const [, job] of this.inState('running'))
        job.until = Math.max(job.until, this.now + (2 * LEASE) / 3);
    }
    this.#seen = this.now;
  }

  /** Of each waiting job, how many are served before it, plus one: by serving them all. */
  order(): string[] {
    const saved = new Map([...this.jobs].map(([id, job]) => [id, { ...job }]));
    const order: string[] = [];
    for (let id = this.#pop(); id !== undefined; id = this.#pop()) order.push(id);
    for (const [id, job] of saved) this.jobs.set(id, job);
    return order;
  }

  #pop(): string | undefined {
    for (;;) {
      const [first] = this.line();
      if (!first) return undefined;
      const [id, job] = first;
      const late = this.late.get(job.tenant) ?? 0;
      if (late <= job.moved) {
        job.state = 'running';
        return id;
      }
      job.tag += late - job.moved;
      job.moved = late;
    }
  }

  /** Leases that ended, retries that are due. */
  #goOn(): void {
    const due = (state: ModelJob['state']) =>
      this.inState(state)
        .filter(([, { until }]) => until <= this.now)
        .sort(by(({ until }) => until));
    for (const [id, job] of due('running')) {
      job.lost++;
      if (job.cancelled) this.jobs.delete(id);
      else if (job.lost >= MAX_LOST) job.state = 'dead';
      else this.enter(job, true);
      if (job.state === 'dead') job.until = this.now;
    }
    for (const [, job] of due('delayed')) this.enter(job);
  }

  #letTimePass(): void {
    if (this.inState('waiting').length === 0) this.#virtual += (this.now - this.#at) * 1_000;
    this.#at = this.now;
  }

  #reach(tag: number): void {
    this.#letTimePass();
    this.#virtual = Math.max(this.#virtual, tag);
  }

  #advance(to: number): void {
    this.#reach(to);
    for (const [tenant, finish] of this.#finish) {
      if (finish > this.#virtual) continue;
      this.#finish.delete(tenant);
      this.late.delete(tenant);
    }
  }
}

const by =
  (value: (job: ModelJob) => number) =>
  ([a, one]: Entry, [b, other]: Entry): number =>
    value(one) - value(other) || (a < b ? -1 : 1);
