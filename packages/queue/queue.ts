import type { DeadJob, Failure, NewJob, QueueOptions, QueueStats, TakenJob } from './types.ts';

/** A fair, leased queue. Every call rejects with a `QueueError` within `timeoutMs` when Redis is away. */
export declare class Queue {
  readonly options: Readonly<QueueOptions>;
  constructor(options: QueueOptions);
  /** True: it was added. False: the queue knows this id already, nothing is changed. */
  add(job: NewJob): Promise<boolean>;
  addBulk(jobs: readonly NewJob[]): Promise<number>;
  take(workerId: string, count: number): Promise<TakenJob[]>;
  /** Renews the worker's leases and its entry in the stats; gives the ids that are no longer its own. */
  heartbeat(
    workerId: string,
    slots: number,
    jobs: readonly Pick<TakenJob, 'id' | 'attempt'>[],
  ): Promise<string[]>;
  /** False: the lease has passed on. */
  ack(id: string, attempt: number): Promise<boolean>;
  fail(id: string, attempt: number, failure: Failure): Promise<'retry' | 'dead' | 'not-yours'>;
  /** To the front of its tenant's line, not counted as lost. */
  handBack(id: string, attempt: number): Promise<boolean>;
  /** Takes the job out, whatever its state; a worker that runs it is told by its next heartbeat. */
  remove(id: string): Promise<boolean>;
  /** Place in line from 1; null if the job does not wait. */
  position(id: string): Promise<number | null>;
  stats(): Promise<QueueStats>;
  /** Which of these ids the queue knows, in any state. */
  has(ids: readonly string[]): Promise<boolean[]>;
  /** All ids the queue knows, in pages; one that comes or goes meanwhile may be missed or seen twice. */
  ids(): AsyncGenerator<string[]>;
  /** The longest dead first. */
  dead(limit?: number): Promise<DeadJob[]>;
  close(): void;
}
