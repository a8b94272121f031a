import type { Message, Receiver, Start, Subscription } from '@gavel/live';
import { Bounded } from '../bounded.ts';
import { RIGHTS_CHANNEL, RightsChanged } from '../rights.ts';
import { resolveChannel } from './channels.ts';
import type { Connections } from './connections.ts';
import type { Connection, GatewayOptions } from './types.ts';

/** Heartbeats after which a connection is looked at in any case: about five minutes. */
const BEATS = 12;
const AT_ONCE = 8;

/**
 * Keeps what open connections may see true. The api says on a channel of its own whose rights changed: a session
 * ended, a token was revoked, a role is another. Beside that each is looked at now and then, as a session may simply
 * expire, or the word may be lost with Redis.
 */
export class Rights implements Receiver {
  readonly #options: GatewayOptions;
  readonly #connections: Connections;
  readonly #subscription: Subscription;
  readonly #looks = new Bounded(AT_ONCE, Number.POSITIVE_INFINITY);
  #changes = 0;

  constructor(options: GatewayOptions, connections: Connections) {
    this.#options = options;
    this.#connections = connections;
    this.#subscription = options.hub.subscribe(RIGHTS_CHANNEL, this);
  }

  close(): void {
    this.#subscription.close();
  }

  /** Grows with each change: who was let in while it grew must be looked at again. */
  get changes(): number {
    return this.#changes;
  }

  /** First, and again when a change may have been missed. */
  start(_start: Start): void {
    this.#changes++;
    for (const connection of this.#connections) this.check(connection);
  }

  message({ event }: Message): void {
    this.#changes++;
    const { userId } = RightsChanged.parse(JSON.parse(event));
    for (const connection of this.#connections) {
      if (connection.user.userId === userId) this.check(connection);
    }
  }

  /** Spreads the looks of connections that came together. */
  beat(connection: Connection): void {
    if (Math.random() < 1 / BEATS) this.check(connection);
  }

  check(connection: Connection): void {
    this.#looks
      .run(() => this.#look(connection))
      // It keeps what it has: Postgres is away, and the next look will tell.
      .catch((error: Error) => this.#options.log.warn({ err: error }, 'rights could not be looked at'));
  }

  async #look(connection: Connection): Promise<void> {
    const { authenticate, mayRead } = this.#options;
    const before = connection.user;
    const user = await authenticate(connection.credentials);
    if (user?.userId !== before.userId) {
      connection.signOut();
      return;
    }
    if (user.role === before.role) return;
    connection.user = user;
    for (const name of [...connection.names]) {
      if (!(await mayRead(user, resolveChannel(user, name)))) connection.forbid(name);
    }
  }
}
