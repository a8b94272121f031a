import type { Queue } from './queue.ts';
import type { Failure, TakenJob } from './types.ts';

export interface ConsumedJob extends TakenJob {
  ack(): Promise<boolean>;
  fail(failure: Failure): Promise<'retry' | 'dead' | 'not-yours'>;
}

export interface ConsumerOptions {
  readonly queue: Queue;
  readonly workerId: string;
  /** Jobs at once. */
  readonly slots: number;
  /**
   * `signal` aborts when the lease is lost or the consumer stops for good. A handler that throws fails the job
   * (retry with backoff), one that returns without having settled it acknowledges it.
   */
  readonly handle: (job: ConsumedJob, signal: AbortSignal) => Promise<void>;
  readonly onError: (error: Error) => void;
  /** Milliseconds an idle consumer waits at most before it looks by itself. Default 2,000. */
  readonly pollMs?: number;
}

/** Takes jobs as slots get free, renews their leases, survives a Redis that goes away. */
export declare class Consumer {
  constructor(options: ConsumerOptions);
  start(): void;
  readonly running: number;
  /** Takes no more, waits for running jobs for `withinMs` (default 10,000), hands the rest back. */
  stop(withinMs?: number): Promise<void>;
}
