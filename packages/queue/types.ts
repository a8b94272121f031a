/** Weight of each class: with `{ event: 16, practice: 4 }` both waiting, event is served 16 times in 20. */
export type ClassWeights = Readonly<Record<string, number>>;

export interface QueueOptions {
  /** `redis://…`. The queue opens its own connection and keeps trying to connect until it is closed. */
  readonly url: string;
  readonly name: string;
  /** Default `{ event: 16, practice: 4, rejudge: 1 }`. All users of one queue give the same. */
  readonly classes?: ClassWeights;
  /** Classes that leave the last free slot to others. Default `['rejudge']`. */
  readonly background?: readonly string[];
  /** Milliseconds that a worker may be silent before its jobs go to others. Default 3,000. */
  readonly leaseMs?: number;
  /** Lost leases, or failures, after which a job is dead. Default 3. */
  readonly maxLost?: number;
  readonly maxFailures?: number;
  /** Milliseconds before the first retry; doubles with each failure, up to a minute. Default 1,000. */
  readonly retryBaseMs?: number;
  /** Milliseconds after which a call fails when Redis does not answer. Default 1,000. */
  readonly timeoutMs?: number;
  /** Told of connection errors (each call also rejects by itself). */
  readonly onError?: (error: Error) => void;
  /** Milliseconds since 1970, for tests; by default the scripts use the clock of Redis. */
  readonly now?: () => number;
}

export interface NewJob {
  readonly id: string;
  /** Who is served in turn: a user. */
  readonly tenant: string;
  readonly class: string;
  readonly payload: string;
  /** The last attempt that is known of (0: none). The next one is greater, also if Redis lost the job. */
  readonly attempt?: number;
}

export interface TakenJob {
  readonly id: string;
  readonly tenant: string;
  readonly class: string;
  readonly payload: string;
  /** Greater than every attempt before: the fence for what the holder writes elsewhere. */
  readonly attempt: number;
}

export type JobState = 'waiting' | 'running' | 'delayed' | 'dead';

export interface ListedJob extends TakenJob {
  readonly state: JobState;
  /** Why it failed last; empty: it never did. */
  readonly reason: string;
  /** When its lease ends, it is tried again, or it died; null while it is in line. */
  readonly at: Date | null;
}

export interface ListQuery {
  readonly state: JobState;
  readonly class?: string;
  readonly tenant?: string;
  /** From the page before. */
  readonly cursor?: number;
  /** How many to look at, default 100: what the query leaves out counts too, so a page may be shorter. */
  readonly count?: number;
}

export interface JobPage {
  readonly jobs: readonly ListedJob[];
  /** Where the next page begins; null after the last. */
  readonly cursor: number | null;
}

export interface Place {
  /** From 1, if nothing were added meanwhile. */
  readonly position: number;
  /** Estimated milliseconds until it begins; null while no worker lives, no job ended in the last minute, or it is paused. */
  readonly waitMs: number | null;
  /** Nothing of its class is taken. */
  readonly paused: boolean;
}

export interface Failure {
  readonly reason: string;
  /** Milliseconds until it may run again; by default the backoff of the queue. */
  readonly retryInMs?: number;
  /** What it cost its tenant. */
  readonly usedMs?: number;
}

/** A job that its holder has finished. */
export interface Done {
  readonly id: string;
  readonly attempt: number;
  /** What it cost: a tenant that has used much yields to one that has not. */
  readonly usedMs: number;
}

/** `cancelled`: it was cancelled while it ran and is forgotten. `not-yours`: the lease had passed on. */
export type FailureOutcome = 'retry' | 'dead' | 'cancelled' | 'not-yours';

/** `removed`: it had not begun and is forgotten. `running`: its worker is told, and it never runs again. */
export type CancelOutcome = 'removed' | 'running' | 'unknown';

export interface Heartbeat<Held> {
  /** No longer the worker's own. */
  readonly lost: readonly Held[];
  /** Still its own, but nobody wants them any more. */
  readonly cancelled: readonly Held[];
}

export interface WorkerStats {
  readonly id: string;
  readonly slots: number;
  readonly running: number;
  readonly seenAt: Date;
}

export interface QueueStats {
  /** Jobs in line or waiting for a retry. */
  readonly waiting: number;
  /** Of those, the ones that wait for a retry. */
  readonly delayed: number;
  readonly running: number;
  readonly dead: number;
  /** Jobs in line by class. */
  readonly perClass: Readonly<Record<string, number>>;
  /** Classes of which nothing is taken. */
  readonly paused: readonly string[];
  readonly workers: readonly WorkerStats[];
  /** Jobs acknowledged in the last minute. */
  readonly ratePerMinute: number;
  /** Since Redis holds the queue: leases that ran out, and failures that were given another try. */
  readonly leasesLost: number;
  readonly retries: number;
}
