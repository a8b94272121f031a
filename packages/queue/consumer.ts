import { AFTER_ERROR_MS, Doorbell } from './doorbell.ts';
import { QueueError } from './errors.ts';
import { pause } from './pause.ts';
import type { Queue } from './queue.ts';
import type { Done, Failure, FailureOutcome, TakenJob } from './types.ts';

export interface ConsumedJob extends TakenJob {
  /**
   * The work is done. False: the lease had passed on, somebody else does it. `usedMs` is what it cost its tenant; by
   * default the time since the handler began.
   */
  ack(usedMs?: number): Promise<boolean>;
  fail(failure: Failure): Promise<FailureOutcome>;
}

export interface ConsumerOptions {
  readonly queue: Queue;
  readonly workerId: string;
  /** Jobs at once, at most 1,000. A job counts until it is settled; its handler may go on after that. */
  readonly slots: number;
  /**
   * `signal` aborts, with a `QueueError` as its reason, when the job is cancelled, its lease is lost, or the consumer
   * stops for good. A handler that throws fails the job (retry with backoff, unless it was cancelled), one that
   * returns without having settled it acknowledges it.
   */
  readonly handle: (job: ConsumedJob, signal: AbortSignal) => Promise<void>;
  /** What a handler threw, and every failed call while Redis is away. */
  readonly onError: (error: Error) => void;
  /** Milliseconds an idle consumer waits at most before it looks by itself. Default 2,000; from 10,000 on a silent
   * connection counts as broken. */
  readonly pollMs?: number;
}

interface Running extends Done {
  usedMs: number;
  readonly abort: AbortController;
  /** The queue was told how it ended, or told us that it is no longer ours. Then its slot is free. */
  settled: boolean;
  done: Promise<void>;
}

interface Acknowledgement {
  readonly job: Running;
  readonly resolve: (ours: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** Most that one call ends, and takes. */
const BATCH = 500;
/** Heartbeats in the life of a lease. */
const BEATS = 6;
/** How long `stop` waits for handlers whose signal it has aborted. */
const AFTER_ABORT_MS = 1_000;

/**
 * Takes jobs as slots get free, renews their leases, survives a Redis that goes away. Jobs that end within one turn of the
 * event loop are acknowledged by one call, and the same call takes those that follow them.
 */
export class Consumer {
  readonly #options: ConsumerOptions;
  readonly #doorbell: Doorbell;
  readonly #running = new Set<Running>();
  readonly #stopTaking = new AbortController();
  readonly #stopBeating = new AbortController();
  #acknowledgements: Acknowledgement[] = [];
  /** A job was handed over at the bell, whose lease has yet to begin. */
  #handed = false;
  #stirred = Promise.withResolvers<void>();
  #exchanging: Promise<void> | undefined;
  #beating: Promise<void> | undefined;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    this.#doorbell = new Doorbell({
      queue: options.queue,
      pollMs: options.pollMs ?? 2_000,
      onJob: (job) => {
        this.#handed = true;
        return this.#accept(job);
      },
      onQuiet: () => this.#stir(),
      onError: options.onError,
    });
  }

  /** The first heartbeat goes before the first job is asked for, so that its slots are counted. */
  start(): void {
    this.#beating ??= this.#beat();
    this.#exchanging ??= this.#exchange();
  }

  get running(): number {
    let count = 0;
    for (const { settled } of this.#running) if (!settled) count++;
    return count;
  }

  /**
   * Takes no more jobs and waits `withinMs` for those that run; then aborts the rest and hands them back to their old
   * places.
   */
  async stop(withinMs = 10_000): Promise<void> {
    this.#stopTaking.abort();
    await this.#doorbell.leave();
    await this.#allDone(withinMs);
    await Promise.all([...this.#running].map((job) => this.#handBack(job)));
    await this.#allDone(AFTER_ABORT_MS);
    this.#stopBeating.abort();
    this.#stir();
    await Promise.all([this.#beating, this.#exchanging]);
    await this.#options.queue.signOff(this.#options.workerId).catch(this.#options.onError);
  }

  /** One call at a time, as long as there is something to end or to ask for. */
  async #exchange(): Promise<void> {
    const stopping = this.#stopBeating.signal;
    while (!stopping.aborted) {
      // Others that run may end in this turn too; the last one need not wait for anybody.
      if (this.#acknowledgements.length < this.running) await nextTurn();
      const ended = this.#acknowledgements.splice(0, BATCH);
      // Who waits at the bell is handed jobs there.
      const asks = !this.#doorbell.isListening && !this.#stopTaking.signal.aborted;
      const wanted = asks ? Math.max(this.#free(), 0) + ended.length : 0;
      if (ended.length > 0 || wanted > 0 || this.#handed) await this.#exchangeOnce(ended, wanted);
      else if (!stopping.aborted) await this.#stirred.promise;
    }
    // Their jobs were handed back.
    for (const { resolve } of this.#acknowledgements.splice(0)) resolve(false);
  }

  async #exchangeOnce(ended: Acknowledgement[], wanted: number): Promise<void> {
    const { queue, onError } = this.#options;
    const done = ended.map(({ job }) => job);
    this.#handed = false;
    try {
      const { acknowledged, jobs } = await queue.exchange(done, wanted);
      for (const [i, { job, resolve }] of ended.entries()) {
        job.settled = true;
        resolve(acknowledged[i] as boolean);
      }
      await Promise.all(jobs.map((job) => this.#accept(job)));
      if (jobs.length < Math.min(wanted, BATCH)) this.#doorbell.listen();
    } catch (error) {
      for (const { reject } of ended) reject(error);
      if (wanted === 0) return;
      if (!this.#stopTaking.signal.aborted) onError(error as Error);
      await pause(AFTER_ERROR_MS, this.#stopTaking.signal);
    }
  }

  #free(): number {
    return this.#options.slots - this.running;
  }

  #stir(): void {
    this.#stirred.resolve();
    this.#stirred = Promise.withResolvers<void>();
  }

  /** Six beats a lease, however long one takes to fail: five may, before it is lost. A cancelled job is told by one. */
  async #beat(): Promise<void> {
    const { queue, workerId, slots, onError } = this.#options;
    const stopping = this.#stopBeating.signal;
    while (!stopping.aborted) {
      const next = pause(queue.options.leaseMs / BEATS, stopping);
      try {
        const held = [...this.#running].filter((job) => !job.settled);
        const { lost, cancelled } = await queue.heartbeat(workerId, slots, held);
        // One that was settled while the heartbeat was under way is neither lost nor cancelled.
        for (const job of lost.filter(({ settled }) => !settled)) {
          job.settled = true;
          job.abort.abort(new QueueError('queue-lease-lost', `the lease of job ${job.id} passed on`));
        }
        for (const job of cancelled.filter(({ settled }) => !settled)) {
          job.abort.abort(new QueueError('queue-job-cancelled', `job ${job.id} was cancelled`));
        }
      } catch (error) {
        onError(error as Error);
      }
      await next;
    }
  }

  /**
   * One whose reply was under way when the stop came goes back unharmed, and one that the bell handed over so late that its
   * slot is taken. Never rejects.
   */
  async #accept(job: TakenJob): Promise<void> {
    if (!this.#stopTaking.signal.aborted && this.#free() > 0) return this.#begin(job);
    const { queue, onError } = this.#options;
    await queue.handBack(job.id, job.attempt).catch(onError);
  }

  #begin(job: TakenJob): void {
    const running: Running = {
      ...{ id: job.id, attempt: job.attempt, usedMs: 0, settled: false },
      abort: new AbortController(),
      done: Promise.resolve(),
    };
    this.#running.add(running);
    running.done = this.#run(job, running).finally(() => {
      this.#running.delete(running);
      this.#stir();
    });
  }

  #acknowledge(job: Running, usedMs: number): Promise<boolean> {
    // It is known not to be ours any more, and after a stop nobody would send it.
    if (job.settled) return Promise.resolve(false);
    job.usedMs = usedMs;
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    this.#acknowledgements.push({ job, resolve, reject });
    this.#stir();
    return promise;
  }

  /** Never rejects. */
  async #run(job: TakenJob, running: Running): Promise<void> {
    const { queue, handle, onError } = this.#options;
    const began = performance.now();
    const sinceBegan = () => performance.now() - began;
    const consumed: ConsumedJob = {
      ...job,
      ack: (usedMs = sinceBegan()) => this.#acknowledge(running, usedMs),
      fail: async (failure) => {
        const outcome = await queue.fail(job.id, job.attempt, { usedMs: sinceBegan(), ...failure });
        running.settled = true;
        this.#stir();
        return outcome;
      },
    };
    try {
      await handle(consumed, running.abort.signal);
      if (!running.settled) await consumed.ack();
    } catch (error) {
      if (running.settled) {
        if (!running.abort.signal.aborted) onError(error as Error);
        return;
      }
      if (!running.abort.signal.aborted) onError(error as Error);
      const reason = error instanceof Error ? error.message : String(error);
      // Redis is away: the lease runs out, and that brings the job back.
      await consumed.fail({ reason }).catch(onError);
    }
  }

  async #handBack(job: Running): Promise<void> {
    const { queue, onError } = this.#options;
    if (!job.settled) {
      job.settled = true;
      await queue.handBack(job.id, job.attempt).catch(onError);
    }
    job.abort.abort(new QueueError('queue-worker-stops', 'the worker stops'));
  }

  async #allDone(withinMs: number): Promise<void> {
    if (this.#running.size === 0) return;
    const enough = new AbortController();
    const all = Promise.all([...this.#running].map((job) => job.done));
    await Promise.race([all, pause(withinMs, enough.signal)]);
    enough.abort();
  }
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
