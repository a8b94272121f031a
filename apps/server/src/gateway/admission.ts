import { Bounded } from '../bounded.ts';
import type { Connections } from './connections.ts';
import type { GatewayMetrics } from './metrics.ts';
import { Rights } from './rights.ts';
import type { Connection, Credentials, GatewayOptions, GatewayUser } from './types.ts';

/** Sockets and streams that one user may have on one gateway. */
const OF_ONE_USER = 100;
/** A storm of clients, or of bad tokens, must leave Postgres to others; who waits longest would have given up. */
const ASKED_AT_ONCE = 16;
const ASKED_LATER = 2_000;
/**
 * Connections that the kernel keeps until they are accepted, as far as the system allows (Linux: 4,096). Node asks for
 * 511: when all clients of a gateway that died come to the next one, the rest is dropped and tries again seconds later.
 */
export const ACCEPT_QUEUE = 4_096;

export type Refusal = 'unauthorized' | 'too-many-connections' | 'busy' | 'draining';

export interface Admitted {
  readonly user: GatewayUser;
  /** Looks after the connection from now on; gives the way to take it out again. */
  register(connection: Connection): () => void;
  /** Gives up the place that was kept for it; does nothing to what is registered. */
  giveUp(): void;
}

/** Who may connect. */
export class Admission {
  readonly #options: GatewayOptions;
  readonly #connections: Connections;
  readonly #metrics: GatewayMetrics;
  readonly #rights: Rights;
  readonly #asked = new Bounded(ASKED_AT_ONCE, ASKED_LATER);
  readonly #emptied = Promise.withResolvers<void>();
  #draining = false;

  constructor(options: GatewayOptions, connections: Connections, metrics: GatewayMetrics) {
    this.#options = options;
    this.#connections = connections;
    this.#metrics = metrics;
    this.#rights = new Rights(options, connections);
  }

  /** Fails when it cannot be known now who this is. */
  async admit(credentials: Credentials): Promise<Admitted | Refusal> {
    const answer = await this.#ask(credentials);
    if (typeof answer === 'string') this.#metrics.refused.inc({ reason: answer });
    return answer;
  }

  async #ask(credentials: Credentials): Promise<Admitted | Refusal> {
    if (this.#draining) return 'draining';
    if (this.#asked.isFull) return 'busy';
    const changesBefore = this.#rights.changes;
    const user = await this.#asked.run(() => this.#options.authenticate(credentials));
    if (!user) return 'unauthorized';
    if (this.#connections.countOf(user.userId) >= OF_ONE_USER) return 'too-many-connections';
    // Kept from here on: until it is registered others of this user may come.
    return this.#keepPlace(user, changesBefore);
  }

  #keepPlace(user: GatewayUser, changesBefore: number): Admitted {
    const leave = this.#connections.takePlace(user.userId);
    let isRegistered = false;
    return {
      user,
      register: (connection) => {
        isRegistered = true;
        const remove = this.#register(connection, changesBefore);
        return () => {
          remove();
          leave();
        };
      },
      giveUp: () => {
        if (!isRegistered) leave();
      },
    };
  }

  /** Called for each connection once a heartbeat. */
  beat(connection: Connection): void {
    connection.beat();
    this.#rights.beat(connection);
  }

  /** Nobody comes in any more; resolves when nobody is left. */
  stop(): Promise<void> {
    this.#draining = true;
    if (this.#connections.size === 0) this.#emptied.resolve();
    return this.#emptied.promise;
  }

  /** What is left is not looked after any more. */
  close(): void {
    this.#rights.close();
    this.#connections.stop();
  }

  #register(connection: Connection, changesBefore: number): () => void {
    const remove = this.#connections.add(connection);
    // It asked before the draining began.
    if (this.#draining) connection.drain(0);
    if (this.#rights.changes !== changesBefore) this.#rights.check(connection);
    return () => {
      remove();
      if (this.#draining && this.#connections.size === 0) this.#emptied.resolve();
    };
  }
}
