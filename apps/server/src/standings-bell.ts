import type { LiveEvent } from '@gavel/contract';
import type { Publisher } from '@gavel/live';
import type { RedisClient } from '@gavel/redis-link';
import type { Logger } from 'pino';

interface BellOptions {
  readonly redis: RedisClient;
  readonly publisher: Publisher;
  readonly log: Logger;
  /** Milliseconds from the first change to the message about it and all that came meanwhile. Default 1,500. */
  readonly delayMs?: number;
}

/** Who took the turn to tell and died is waited for no longer than this many delays. */
const TURN_DELAYS = 5;

/**
 * Tells those who watch an event that its standings have changed: soon after each change, and about every 1.5 seconds at
 * most, however many processes ring. The first to ring takes the turn of all; it gives the turn back before it tells, so
 * a change that finds the turn taken is always followed by a message.
 */
export class StandingsBell {
  readonly #options: BellOptions;
  readonly #delayMs: number;
  readonly #turns = new Map<string, NodeJS.Timeout>();
  readonly #busy = new Set<Promise<void>>();

  constructor(options: BellOptions) {
    this.#options = options;
    this.#delayMs = options.delayMs ?? 1_500;
  }

  /** Call it after the change is committed. While Redis is away nothing is told: pages look again by themselves. */
  ring(eventId: string): void {
    this.#track(this.#takeTurn(eventId), eventId);
  }

  /** Tells at once what waits to be told. */
  async close(): Promise<void> {
    await Promise.all(this.#busy);
    for (const [eventId, timer] of this.#turns) {
      clearTimeout(timer);
      this.#track(this.#tell(eventId), eventId);
    }
    await Promise.all(this.#busy);
  }

  async #takeTurn(eventId: string): Promise<void> {
    if (this.#turns.has(eventId)) return;
    const taken = await this.#options.redis.set(turnKey(eventId), '1', {
      condition: 'NX',
      expiration: { type: 'PX', value: TURN_DELAYS * this.#delayMs },
    });
    if (taken === null) return;
    const tell = () => this.#track(this.#tell(eventId), eventId);
    this.#turns.set(eventId, setTimeout(tell, this.#delayMs));
  }

  async #tell(eventId: string): Promise<void> {
    this.#turns.delete(eventId);
    const { redis, publisher } = this.#options;
    await redis.del(turnKey(eventId));
    const news: LiveEvent = { type: 'standings.changed', id: eventId };
    await publisher.publish(`event:${eventId}`, JSON.stringify(news));
  }

  #track(work: Promise<void>, eventId: string): void {
    const settled = work
      .catch((error) => this.#options.log.debug({ err: error, event: eventId }, 'standings: nobody was told'))
      .finally(() => this.#busy.delete(settled));
    this.#busy.add(settled);
  }
}

const turnKey = (eventId: string) => `gavel:standings:turn:${eventId}`;
