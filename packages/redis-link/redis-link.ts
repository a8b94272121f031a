import { createClient } from 'redis';
import { lasting } from './lasting.ts';

type Client = ReturnType<typeof newClient>;

export interface RedisLinkOptions {
  /** `redis://…` */
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
 * within a bound instead of waiting for that.
 */
export class RedisLink {
  readonly #client: Client;
  readonly #options: RedisLinkOptions;
  #ready = Promise.withResolvers<void>();
  /** Null while it works, or was never tried. */
  #downSince: number | null = null;
  #wasReady = false;
  #connections = 0;
  #closed = false;

  constructor(options: RedisLinkOptions) {
    const { url, onError } = options;
    this.#options = options;
    this.#client = newClient(url);
    this.#client.on('ready', () => {
      this.#downSince = null;
      this.#connections++;
      this.#wasReady = true;
      this.#ready.resolve();
    });
    this.#client.on('error', (error: Error) => {
      // What was under way when its owner closed it, a ping for instance, is nobody's trouble.
      if (this.#closed) return;
      if (this.#downSince === null && !this.#client.isReady) {
        this.#downSince = Date.now();
        if (this.#wasReady) this.#ready = Promise.withResolvers<void>();
        this.#wasReady = false;
      }
      onError(error);
    });
    this.#client.connect().catch((error: Error) => {
      // Rejects only when closed before the first connection; everything else came as 'error'.
      if (!this.#closed) onError(error);
    });
  }

  /** How often it has connected: while that stays the same, it talks to the same Redis. */
  get connections(): number {
    return this.#connections;
  }

  /** Runs a command. `patienceMs` more than the timeout is for commands that block. */
  async run<T>(command: (client: Client) => Promise<T>, patienceMs = 0): Promise<T> {
    const { timeoutMs, unavailable, closed } = this.#options;
    if (this.#closed) throw closed();
    const waited = this.#downSince === null ? 0 : Date.now() - this.#downSince;
    if (waited > timeoutMs) throw unavailable();
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new TooLate()), timeoutMs + patienceMs - waited);
    try {
      if (!this.#client.isReady) await Promise.race([this.#ready.promise, tooLate]);
      return await Promise.race([command(this.#client), tooLate]);
    } catch (error) {
      if (this.#closed) throw closed();
      if (isReply(error)) throw error;
      throw unavailable(error instanceof TooLate ? undefined : error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Calls that are under way reject. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#client.destroy();
  }
}

function newClient(url: string) {
  return createClient({ url, disableOfflineQueue: true, ...lasting });
}

class TooLate extends Error {}

/** What Redis answers while it starts, fails over, or cannot write; before 7.0 in the middle of a script's error. */
const passing = /(^|-)(LOADING|MASTERDOWN|READONLY|CLUSTERDOWN|TRYAGAIN|BUSY|MISCONF|NOREPLICAS|OOM) /;

/** An error that Redis answered is not an outage, except one that passes. */
function isReply(error: unknown): boolean {
  return error instanceof Error && /^[A-Z]+ /.test(error.message) && !passing.test(error.message);
}
