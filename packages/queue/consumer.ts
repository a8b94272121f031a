import { setTimeout as delay } from 'node:timers/promises';
import { Doorbell } from './doorbell.ts';
import { QueueError } from './errors.ts';
import type { Queue } from './queue.ts';
import type { Failure, FailureOutcome, TakenJob } from './types.ts';

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
  /** Jobs at once. */
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

interface Running {
  readonly id: string;
  readonly attempt: number;
  readonly abort: AbortController;
  /** The queue was told how it ended, or told us that it is no longer ours. */
  settled: boolean;
  done: Promise<void>;
}

/** Pause after a call that failed, so that a Redis that is away is asked twice a second, not in a tight loop. */
const AFTER_ERROR_MS = 500;
/** Heartbeats in the life of a lease. */
const BEATS = 6;
/** How long `stop` waits for handlers whose signal it has aborted. */
const AFTER_ABORT_MS = 1_000;

/** Takes jobs as slots get free, renews their leases, survives a Redis that goes away. */
export class Consumer {
  readonly #options: ConsumerOptions;
  readonly #doorbell: Doorbell;
  readonly #running = new Set<Running>();
  readonly #stopTaking = new AbortController();
  readonly #stopBeating = new AbortController();
  #slotFreed = Promise.withResolvers<void>();
  #taking: Promise<void> | undefined;
  #beating: Promise<void> | undefined;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    const { queue, onError } = options;
    this.#doorbell = new Doorbell(queue.options.url, `${queue.root}:bell`, queue.options.timeoutMs, onError);
  }

  start(): void {
    this.#taking ??= this.#takeJobs();
    this.#beating ??= this.#beat();
  }

  get running(): number {
    return this.#running.size;
  }

  /**
   * Takes no more jobs and waits `withinMs` for those that run; then aborts the rest and hands them back to the front
   * of their lines.
   */
  async stop(withinMs = 10_000): Promise<void> {
    this.#stopTaking.abort();
    this.#doorbell.close();
    this.#slotFreed.resolve();
    await this.#taking;
    await this.#allDone(withinMs);
    await Promise.all([...this.#running].map((job) => this.#handBack(job)));
    await this.#allDone(AFTER_ABORT_MS);
    this.#stopBeating.abort();
    await this.#beating;
    await this.#options.queue.signOff(this.#options.workerId).catch(this.#options.onError);
  }

  async #takeJobs(): Promise<void> {
    const { queue, workerId, slots, onError, pollMs = 2_000 } = this.#options;
    const stopping = this.#stopTaking.signal;
    while (!stopping.aborted) {
      const free = slots - this.#running.size;
      if (free === 0) {
        await this.#slotFreed.promise;
        continue;
      }
      try {
        const jobs = await queue.take(workerId, free);
        for (const job of jobs) this.#begin(job);
        if (jobs.length < free && !stopping.aborted) await this.#doorbell.wait(pollMs);
      } catch (error) {
        if (stopping.aborted) return;
        onError(error as Error);
        await pause(AFTER_ERROR_MS, stopping);
      }
    }
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

  #begin(job: TakenJob): void {
    const running: Running = {
      id: job.id,
      attempt: job.attempt,
      abort: new AbortController(),
      settled: false,
      done: Promise.resolve(),
    };
    this.#running.add(running);
    running.done = this.#run(job, running).finally(() => {
      this.#running.delete(running);
      this.#slotFreed.resolve();
      this.#slotFreed = Promise.withResolvers<void>();
    });
  }

  /** Never rejects. */
  async #run(job: TakenJob, running: Running): Promise<void> {
    const { queue, handle, onError } = this.#options;
    const began = performance.now();
    const consumed: ConsumedJob = {
      ...job,
      ack: async (usedMs = performance.now() - began) => {
        const ours = await queue.ack(job.id, job.attempt, usedMs);
        running.settled = true;
        return ours;
      },
      fail: async (failure) => {
        const outcome = await queue.fail(job.id, job.attempt, failure);
        running.settled = true;
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

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // Rejects only when aborted, which is how a pause is cut short.
  await delay(ms, undefined, { signal }).catch(() => {});
}
