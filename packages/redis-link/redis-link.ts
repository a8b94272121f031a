import { setTimeout as delay } from 'node:timers/promises';
import { ClientOfflineError } from 'redis';
import { connectLasting, createRedisClient, isCluster, type RedisClient } from './client.ts';
import { Deadlines } from './deadlines.ts';

export interface RedisLinkOptions {
  /** `redis://…`, or nodes of a cluster: see `isCluster`. */
  readonly url: string;
  /** Milliseconds after which a call fails when Redis does not answer. */
  readonly timeoutMs: number;
  /** Told of connection errors; each call also rejects by itself. */
  readonly onError: (error: Error) => void;
  /** The owner's errors: Redis did not answer in time; the link was closed. */
  readonly unavailable: (cause?: unknown) => Error;
  readonly closed: () => Error;
}

/**
 * One connection that outlives Redis going away: it reconnects for ever, at most a second apart, and a call fails
 * within a bound instead of waiting for that. On a cluster: one to each node whose keys are asked for.
 */
export class RedisLink {
  readonly isCluster: boolean;
  readonly #client: RedisClient;
  readonly #options: RedisLinkOptions;
  readonly #deadlines = new Deadlines();
  #ready = Promise.withResolvers<void>();
  /** Null while it works, or was never tried. */
  #downSince: number | null = null;
  #wasReady = false;
  #connections = 0;
  readonly #closing = new AbortController();

  constructor(options: RedisLinkOptions) {
    this.#options = options;
    this.isCluster = isCluster(options.url);
    this.#client = createRedisClient(options.url, { onError: (error) => this.#onError(error) });
    this.#client.on('ready', () => {
      this.#downSince = null;
      this.#connections++;
      this.#wasReady = true;
      this.#ready.resolve();
    });
    void connectLasting(this.#client, this.#closing.signal);
  }

  /** How often it has connected: while that stays the same, it talks to the same Redis. */
  get connections(): number {
    return this.#connections;
  }

  /**
   * Runs a command. `patienceMs` more than the timeout is for commands that block. One promise a call, and what follows its
   * answer is done in the same moment: a call that follows no other is mostly such steps.
   */
  run<T>(command: (client: RedisClient) => Promise<T>, patienceMs = 0): Promise<T> {
    return new Promise((resolve, reject) => {
      const { timeoutMs, unavailable, closed } = this.#options;
      if (this.#closing.signal.aborted) return reject(closed());
      const waited = this.#downSince === null ? 0 : Date.now() - this.#downSince;
      if (waited > timeoutMs) return reject(unavailable());
      let isLate = false;
      const answered = this.#deadlines.start(timeoutMs + patienceMs - waited, () => {
        isLate = true;
        reject(this.#closing.signal.aborted ? closed() : unavailable());
      });
      const succeed = (value: T) => {
        answered();
        resolve(value);
      };
      const fail = (error: unknown) => {
        answered();
        reject(this.#toOwners(error));
      };
      const send = () =>
        (this.isCluster ? this.#whenOnline(command) : this.#send(command)).then(succeed, fail);
      if (this.#client.isReady) void send();
      // Who was told that it failed must not find it done later.
      else void this.#ready.promise.then(() => (isLate ? undefined : send()));
    });
  }

  /** Calls that are under way reject. */
  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#deadlines.stop();
    this.#client.destroy();
  }

  #toOwners(error: unknown): unknown {
    if (this.#closing.signal.aborted) return this.#options.closed();
    return isReply(error) ? error : this.#options.unavailable(error);
  }

  /** Rejects also where the client throws, at an argument that it cannot send. */
  #send<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    try {
      return command(this.#client);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** A cluster's client is ready for good, its nodes are not: what was not sent to one is tried again for a while. */
  async #whenOnline<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    const patientUntil = Date.now() + this.#options.timeoutMs;
    for (;;) {
      try {
        return await command(this.#client);
      } catch (error) {
        if (!(error instanceof ClientOfflineError) || Date.now() > patientUntil) throw error;
        await delay(NODE_RETRY_MS);
      }
    }
  }

  #onError(error: Error): void {
    // What was under way when its owner closed it, a ping for instance, is nobody's trouble.
    if (this.#closing.signal.aborted) return;
    if (this.#downSince === null && !this.#client.isReady) {
      this.#downSince = Date.now();
      if (this.#wasReady) this.#ready = Promise.withResolvers<void>();
      this.#wasReady = false;
    }
    this.#options.onError(error);
  }
}

const NODE_RETRY_MS = 50;

/** What Redis answers while it starts, fails over, or cannot write; before 7.0 in the middle of a script's error. */
const passing = /(^|-)(LOADING|MASTERDOWN|READONLY|CLUSTERDOWN|TRYAGAIN|BUSY|MISCONF|NOREPLICAS|OOM) /;

/** An error that Redis answered is not an outage, except one that passes. */
function isReply(error: unknown): boolean {
  return error instanceof Error && /^[A-Z]+ /.test(error.message) && !passing.test(error.message);
}
