import { call } from './call.ts';
import { ChannelState, type LiveHandlers, type LivePosition } from './channel-state.ts';
import { EventStreamLink } from './event-stream-link.ts';
import type { Link, LinkEvents } from './link.ts';
import { Polling } from './polling.ts';
import { addressesOf, type ServerFrame } from './protocol.ts';
import { Pulse, type PulseTimes } from './pulse.ts';
import { Route } from './route.ts';
import { WebSocketLink } from './web-socket-link.ts';

/** open: connected; connecting: trying now; waiting: will try again; closed: by the owner, or refused for good. */
export type LiveState = 'connecting' | 'open' | 'waiting' | 'closed';

/** poll: neither WebSockets nor streams get through, so listeners with `onPoll` read over HTTP now and then. */
export type LiveTransportName = 'websocket' | 'sse' | 'poll';

export interface LiveClientOptions extends Partial<PulseTimes> {
  /** `wss://host/live`, `https://host/live`, or a path of the page's own host such as `/live`. */
  readonly url: string;
  /** For clients without cookies. */
  readonly token?: string;
  /** Milliseconds from the end of one polling to the next, while nothing else gets through. Default 5,000. */
  readonly pollMs?: number;
}

/** Codes from here on mean: do not come back before something was changed. */
const STAY_AWAY = 3_500;
/** In a browser the window; elsewhere there are no such events. */
const page = globalThis as unknown as Partial<Pick<EventTarget, 'addEventListener' | 'removeEventListener'>>;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const QUIET_MS = 10_000;
const ANSWER_MS = 5_000;
const POLL_MS = 5_000;

/**
 * Live messages over a connection that comes back by itself: a WebSocket, server-sent events where those are blocked,
 * polling where both are. Each channel goes on where it was; if messages may have been missed, `onReset` says so.
 * `Event` is the type of what is published; it is not checked here.
 */
export class LiveClient<Event = unknown> {
  readonly #addresses: ReturnType<typeof addressesOf>;
  readonly #token: string | undefined;
  readonly #channels = new Map<string, ChannelState<Event>>();
  readonly #toAsk = new Set<string>();
  readonly #pulse: Pulse;
  readonly #route = new Route();
  readonly #polling: Polling;
  readonly #stateListeners = new Set<(state: LiveState) => void>();
  #state: LiveState = 'connecting';
  #link: Link | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #refusedWith: number | null = null;
  /** Since when no frame came, in ms; null: the connection that there is has brought some. */
  #awaySince: number | null = null;

  constructor(options: LiveClientOptions) {
    this.#addresses = addressesOf(options.url, options.token);
    this.#token = options.token;
    this.#pulse = new Pulse(
      { quietMs: options.quietMs ?? QUIET_MS, answerMs: options.answerMs ?? ANSWER_MS },
      () => this.#link?.ping() ?? false,
      () => this.#lose(this.#nextWait()),
    );
    this.#polling = new Polling(options.pollMs ?? POLL_MS, () =>
      [...this.#channels.values()].flatMap((channel) => channel.poll()),
    );
    page.addEventListener?.('online', this.#onOnline);
    page.addEventListener?.('offline', this.#onOffline);
    this.#connect();
  }

  get state(): LiveState {
    return this.#state;
  }

  /** How messages come at present; null: not at all, as yet. */
  get transport(): LiveTransportName | null {
    if (this.#state === 'open') return this.#link?.transport ?? null;
    return this.#polling.isOn ? 'poll' : null;
  }

  /** Why the server refused for good: a close code from 3500 on; otherwise null. */
  get refusedWith(): number | null {
    return this.#refusedWith;
  }

  /** Calls `listener` on every change; gives the way to stop that. */
  onState(listener: (state: LiveState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /**
   * Gives the way to unsubscribe. Without `since`: what is published from now on. `since: { epoch: '', offset: 0 }`
   * asks for the channel from its start; `onReset` is called if that is no longer kept.
   */
  subscribe(channel: string, handlers: LiveHandlers<Event>, since?: LivePosition): () => void {
    let state = this.#channels.get(channel);
    if (!state) {
      state = new ChannelState();
      this.#channels.set(channel, state);
    }
    const current = state;
    const listener = current.add(handlers, since);
    if (current.mustAsk(listener)) this.#askSoon(channel, current);
    return () => {
      if (!current.remove(listener) || !current.isEmpty) return;
      if (this.#channels.get(channel) === current) this.#channels.delete(channel);
      this.#link?.unsubscribe(channel);
    };
  }

  close(): void {
    this.#end();
    this.#channels.clear();
    this.#setState('closed');
  }

  #connect(): void {
    this.#setState('connecting');
    const events: LinkEvents<Event> = {
      opened: () => {
        this.#pulse.heard();
        this.#setState('open');
      },
      heard: () => this.#pulse.heard(),
      frame: (frame) => this.#receive(frame),
      lost: (code) => this.#onLost(code),
    };
    const { webSocket, eventStream } = this.#addresses;
    this.#pulse.opening();
    this.#link =
      this.#route.next() === 'websocket'
        ? new WebSocketLink(webSocket, events)
        : new EventStreamLink(eventStream, this.#token, events);
    for (const [channel, state] of this.#channels) this.#ask(channel, state);
  }

  #onLost(code: number | null): void {
    if (code !== null && code >= STAY_AWAY && code < 4_000) {
      this.#end();
      this.#refusedWith = code;
      this.#setState('closed');
      return;
    }
    this.#lose(this.#nextWait());
  }

  /**
   * Full jitter: clients that lost one server do not come to the next one together. The bound is the time that it is
   * away already: so it grows, and nobody stays away for much more than twice as long as the server was. One that
   * doubled with each failure would: whose first waits are short by chance is soon told to wait for long.
   */
  #nextWait(): number {
    this.#route.failed();
    if (this.#route.hasTriedAll) this.#polling.start();
    this.#awaySince ??= performance.now();
    const away = performance.now() - this.#awaySince;
    return Math.random() * Math.min(Math.max(away, FIRST_WAIT_MS), LONGEST_WAIT_MS);
  }

  /** Lets the connection go, whatever is left of it, and tries again after `ms`. */
  #lose(ms: number): void {
    this.#leave();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), ms);
    this.#setState('waiting');
  }

  /** `online` tells when to try again; the late try is for a server on this machine, which needs no network. */
  #onOffline = () => {
    if (this.#state !== 'closed') this.#lose(LONGEST_WAIT_MS);
  };

  #onOnline = () => {
    if (this.#state === 'waiting' || this.#state === 'connecting') this.#lose(0);
  };

  #receive(frame: ServerFrame<Event>): void {
    // A server that only accepts and closes does not count as a success.
    this.#awaySince = null;
    this.#route.worked();
    this.#polling.stop();
    if (frame.op === 'drain') {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#moveOn(), frame.afterMs);
      return;
    }
    if (frame.op === 'message') this.#channels.get(frame.channel)?.message(frame, frame.event);
    if (frame.op === 'subscribed') this.#channels.get(frame.channel)?.subscribed(frame, frame.recovered);
    if (frame.op === 'error' && frame.channel !== undefined) {
      this.#channels.get(frame.channel)?.refused(frame.code, frame.message);
    }
  }

  /** The server is about to stop: its time for us to go was random already. */
  #moveOn(): void {
    if (this.#state !== 'open') return;
    this.#leave();
    this.#connect();
  }

  #leave(): void {
    this.#pulse.stop();
    for (const state of this.#channels.values()) state.disconnected();
    this.#link?.leave();
    this.#link = undefined;
  }

  #end(): void {
    clearTimeout(this.#timer);
    page.removeEventListener?.('online', this.#onOnline);
    page.removeEventListener?.('offline', this.#onOffline);
    this.#polling.stop();
    this.#leave();
  }

  /** One question for all that subscribe to a channel in the same tick. */
  #askSoon(channel: string, state: ChannelState<Event>): void {
    if (this.#toAsk.has(channel)) return;
    this.#toAsk.add(channel);
    queueMicrotask(() => {
      this.#toAsk.delete(channel);
      if (this.#channels.get(channel) === state) this.#ask(channel, state);
    });
  }

  #ask(channel: string, state: ChannelState<Event>): void {
    if (this.#link) this.#link.subscribe(channel, state.ask());
  }

  #setState(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#stateListeners) call(() => listener(state));
  }
}
