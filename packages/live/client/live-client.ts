import { ChannelState, type LiveHandlers, type LivePosition } from './channel-state.ts';
import { type ServerFrame, webSocketUrl } from './protocol.ts';
import { Pulse, type PulseTimes } from './pulse.ts';

/** open: connected; connecting: trying now; waiting: will try again; closed: by the owner, or refused for good. */
export type LiveState = 'connecting' | 'open' | 'waiting' | 'closed';

export interface LiveClientOptions extends Partial<PulseTimes> {
  /** `wss://host/live`, `https://host/live`, or a path of the page's own host such as `/live`. */
  readonly url: string;
  /** For clients without cookies. */
  readonly token?: string;
}

const SUBPROTOCOL = 'gavel.v1';
/** Codes from here on mean: do not come back before something was changed. */
const STAY_AWAY = 3_500;
/** In a browser the window; elsewhere there are no such events. */
const page = globalThis as unknown as Partial<Pick<EventTarget, 'addEventListener' | 'removeEventListener'>>;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const QUIET_MS = 10_000;
const ANSWER_MS = 5_000;

/**
 * Live messages over a WebSocket that comes back by itself. Each channel goes on where it was; if messages may have
 * been missed, `onReset` says so. `Event` is the type of what is published; it is not checked here.
 */
export class LiveClient<Event = unknown> {
  readonly #url: string;
  readonly #channels = new Map<string, ChannelState<Event>>();
  readonly #toAsk = new Set<string>();
  readonly #pulse: Pulse;
  readonly #stateListeners = new Set<(state: LiveState) => void>();
  #state: LiveState = 'connecting';
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #refusedWith: number | null = null;

  constructor(options: LiveClientOptions) {
    this.#url = webSocketUrl(options.url, options.token);
    this.#pulse = new Pulse(
      { quietMs: options.quietMs ?? QUIET_MS, answerMs: options.answerMs ?? ANSWER_MS },
      () => this.#send({ op: 'ping' }),
      () => this.#lose(this.#nextWait()),
    );
    page.addEventListener?.('online', this.#onOnline);
    page.addEventListener?.('offline', this.#onOffline);
    this.#connect();
  }

  get state(): LiveState {
    return this.#state;
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
      this.#send({ op: 'unsubscribe', channel });
    };
  }

  close(): void {
    clearTimeout(this.#timer);
    page.removeEventListener?.('online', this.#onOnline);
    page.removeEventListener?.('offline', this.#onOffline);
    this.#leave();
    this.#channels.clear();
    this.#setState('closed');
  }

  #connect(): void {
    this.#setState('connecting');
    const socket = new WebSocket(this.#url, SUBPROTOCOL);
    this.#socket = socket;
    this.#pulse.opening();
    socket.onopen = () => {
      this.#pulse.heard();
      this.#setState('open');
      for (const [channel, state] of this.#channels) this.#ask(channel, state);
    };
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data as string) as ServerFrame<Event>);
    socket.onclose = ({ code }) => this.#onClose(code);
    // 'close' follows every error, and tells more.
    socket.onerror = () => {};
  }

  #onClose(code: number): void {
    if (code >= STAY_AWAY && code < 4_000) {
      this.#leave();
      this.#refusedWith = code;
      this.#setState('closed');
      return;
    }
    this.#lose(this.#nextWait());
  }

  /** Full jitter: clients that lost one server do not come to the next one together. */
  #nextWait(): number {
    const bound = Math.min(FIRST_WAIT_MS * 2 ** this.#failures, LONGEST_WAIT_MS);
    this.#failures++;
    return Math.random() * bound;
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
    this.#pulse.heard();
    // A server that only accepts and closes does not count as a success.
    this.#failures = 0;
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

  /** Nothing more is heard of the socket: a dead one would take long to close. */
  #leave(): void {
    this.#pulse.stop();
    for (const state of this.#channels.values()) state.disconnected();
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  /** One question for all that subscribe to a channel in the same tick. */
  #askSoon(channel: string, state: ChannelState<Event>): void {
    if (this.#state !== 'open' || this.#toAsk.has(channel)) return;
    this.#toAsk.add(channel);
    queueMicrotask(() => {
      this.#toAsk.delete(channel);
      if (this.#channels.get(channel) === state) this.#ask(channel, state);
    });
  }

  #ask(channel: string, state: ChannelState<Event>): void {
    if (this.#state !== 'open') return;
    const since = state.ask();
    this.#send({ op: 'subscribe', channel, ...(since && { since }) });
  }

  #send(frame: object): void {
    if (this.#state === 'open') this.#socket?.send(JSON.stringify(frame));
  }

  #setState(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#stateListeners) listener(state);
  }
}
