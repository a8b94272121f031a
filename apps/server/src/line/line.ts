import { setTimeout as delay } from 'node:timers/promises';
import { LiveEvent } from '@gavel/contract';
import type { Place } from '@gavel/queue';
import type { Resources } from '../resources.ts';

/** A place is told at most so often, and a far one only when it changed by a twentieth. */
const LOOK_MS = 500;
const NEAR = 20;
const TOLD_FROM = 0.05;
/** Of one look, those that have changed most: with thousands in a line that moves fast, the near are not kept waiting. */
const TOLD_AT_ONCE = 500;
/** Looking takes at most a twentieth of the time, however many wait and are looked at; but nobody waits long for it. */
const TIMES_TAKEN = 19;
const LONGEST_PAUSE_MS = 10_000;
/** Channels that are read from the record by one query. */
const PAGE = 1_000;
/** A submission that is in no line for so many looks runs, or has ended, unheard: the record is asked. */
const LOOKS_WITHOUT_PLACE = 10;

interface Waiting {
  readonly userId: string;
  /** The place that was told last, by whichever process. */
  told: number | null;
  /** Whether it was told, by whichever process, that its class is paused. */
  toldPaused: boolean;
  /** Looks in a row that found it in no line. */
  placeless: number;
}

const unseen = { told: null, toldPaused: false, placeless: 0 };

interface News {
  readonly id: string;
  readonly waiting: Waiting;
  readonly place: Place;
  readonly change: number;
}

type LineResources = Pick<Resources, 'store' | 'queue' | 'publisher' | 'log'>;

/**
 * Tells waiting submitters their place in line as it changes. It knows those who look: the channels that sockets of this
 * process read, and from the messages on them which submissions wait. So it asks for these places only, all in one
 * call, and another process that serves the same user sees what was told already.
 */
export class Line {
  readonly #resources: LineResources;
  readonly #waiting = new Map<string, Waiting>();
  readonly #watched = new Set<string>();
  /** Channels whose waiting submissions must be read from the record. */
  readonly #unread = new Set<string>();
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;

  constructor(resources: LineResources) {
    this.#resources = resources;
    this.#running = this.#run();
  }

  /** Somebody reads this channel from now on, or it has lost messages: what waits is read from the record. */
  watch(channel: string): void {
    this.#watched.add(channel);
    this.#unread.add(channel);
  }

  leave(channel: string): void {
    this.#watched.delete(channel);
    this.#unread.delete(channel);
  }

  /** A message of a watched channel. */
  hear(channel: string, text: string): void {
    if (!text.includes('"submission.') && !text.includes('"queue.moved"')) return;
    const { data: event } = LiveEvent.safeParse(JSON.parse(text));
    if (!event) return;
    if (event.type === 'queue.moved') {
      const waiting = this.#waiting.get(event.id);
      if (!waiting) return;
      waiting.told = event.position;
      waiting.toldPaused = event.paused ?? false;
    } else if (event.type === 'submission.queued') {
      const [kind, userId = ''] = channel.split(':');
      if (kind !== 'user') this.#unread.add(channel);
      else this.#waiting.set(event.id, { ...unseen, userId, told: event.position });
    } else if (event.type.startsWith('submission.') && 'id' in event) this.#waiting.delete(event.id);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const began = performance.now();
      try {
        await this.#readRecord();
        await this.#look();
      } catch (error) {
        this.#resources.log.debug({ err: error }, 'places in line are not known: asked again');
      }
      // Rejects only when aborted, which ends the loop.
      await delay(pauseAfter(performance.now() - began), undefined, { signal }).catch(() => {});
    }
  }

  async #readRecord(): Promise<void> {
    while (this.#unread.size > 0 && !this.#stopping.signal.aborted) {
      const page = [...this.#unread].slice(0, PAGE).map((channel) => channel.split(':') as [string, string]);
      const of = (wanted: string) => page.filter(([kind]) => kind === wanted).map(([, id]) => id);
      const named = { userIds: of('user'), ids: of('submission') };
      const found = await this.#resources.store.submissions.queued(named);
      for (const name of page) this.#unread.delete(name.join(':'));
      for (const { id, userId } of found) {
        if (!this.#waiting.has(id)) this.#waiting.set(id, { ...unseen, userId });
      }
    }
  }

  async #look(): Promise<void> {
    for (const [id, { userId }] of this.#waiting) {
      const seen = this.#watched.has(`user:${userId}`) || this.#watched.has(`submission:${id}`);
      if (!seen) this.#waiting.delete(id);
    }
    const ids = [...this.#waiting.keys()];
    if (ids.length === 0) return;
    const places = await this.#resources.queue.positions(ids);
    const news: News[] = [];
    for (const [index, id] of ids.entries()) {
      const waiting = this.#waiting.get(id);
      const place = places[index];
      if (!waiting) continue;
      if (!place) this.#missed(id, waiting);
      else {
        waiting.placeless = 0;
        const change = changeOf(waiting, place);
        if (change >= TOLD_FROM || (change > 0 && place.position <= NEAR))
          news.push({ id, waiting, place, change });
      }
    }
    news.sort((one, other) => other.change - one.change);
    await Promise.all(news.slice(0, TOLD_AT_ONCE).map((each) => this.#tell(each)));
  }

  #missed(id: string, waiting: Waiting): void {
    waiting.placeless += 1;
    if (waiting.placeless < LOOKS_WITHOUT_PLACE) return;
    this.#waiting.delete(id);
    for (const channel of [`user:${waiting.userId}`, `submission:${id}`]) {
      if (this.#watched.has(channel)) this.#unread.add(channel);
    }
  }

  async #tell({ id, waiting, place: { position, waitMs, paused } }: News): Promise<void> {
    waiting.told = position;
    waiting.toldPaused = paused;
    const event: LiveEvent = { type: 'queue.moved', id, position, waitMs, ...(paused && { paused }) };
    const text = JSON.stringify(event);
    // Where another process has readers, it tells them.
    const channels = [`submission:${id}`, `user:${waiting.userId}`].filter((channel) =>
      this.#watched.has(channel),
    );
    await Promise.all(channels.map((channel) => this.#resources.publisher.publish(channel, text)));
  }
}

/** Milliseconds from a look that took so long to the next. */
export function pauseAfter(tookMs: number): number {
  return Math.min(Math.max(LOOK_MS, tookMs * TIMES_TAKEN), LONGEST_PAUSE_MS);
}

/** Its share of the place that was told. So a submission tells some hundred places at most on its way from however far. */
function changeOf({ told, toldPaused }: Waiting, { position, paused }: Place): number {
  if (told === null || toldPaused !== paused) return Number.POSITIVE_INFINITY;
  return Math.abs(told - position) / told;
}
