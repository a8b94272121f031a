import type { Link, LinkEvents, LinkPosition } from './link.ts';
import type { ServerFrame } from './protocol.ts';

/** As the close code of a WebSocket would say it. */
const UNAUTHORIZED = 3_500;

/**
 * Server-sent events, over `fetch`: an `EventSource` cannot send a token in a header, nor tell why it was refused. The
 * channels of a stream are in its address, so another channel is another stream, which goes on where this one was.
 */
export class EventStreamLink<Event> implements Link {
  readonly transport = 'sse';
  readonly #url: string;
  readonly #token: string | undefined;
  readonly #events: LinkEvents<Event>;
  /** Where each channel of the stream goes on; undefined: from now on. */
  readonly #at = new Map<string, LinkPosition | undefined>();
  #stream: AbortController | null = null;
  #isAsking = false;
  #hasOpened = false;
  #left = false;

  constructor(url: string, token: string | undefined, events: LinkEvents<Event>) {
    this.#url = url;
    this.#token = token;
    this.#events = events;
  }

  subscribe(channel: string, since: LinkPosition | undefined): void {
    this.#at.set(channel, since);
    this.#askSoon();
  }

  unsubscribe(channel: string): void {
    if (this.#at.delete(channel)) this.#askSoon();
  }

  ping(): boolean {
    return false;
  }

  leave(): void {
    this.#left = true;
    this.#stream?.abort();
  }

  /** One stream for all that change in the same tick. */
  #askSoon(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    queueMicrotask(() => {
      this.#isAsking = false;
      if (this.#left) return;
      this.#stream?.abort();
      this.#stream = null;
      if (this.#at.size > 0) void this.#read();
    });
  }

  async #read(): Promise<void> {
    const stream = new AbortController();
    this.#stream = stream;
    const isCurrent = () => this.#stream === stream && !this.#left;
    const asked = fetch(this.#address(), { headers: this.#headers(), signal: stream.signal });
    const answer = await asked.catch(() => null);
    if (!isCurrent()) return;
    if (answer && !(answer.ok && answer.body)) return this.#refused(answer, isCurrent);
    if (answer?.body) {
      if (!this.#hasOpened) this.#events.opened();
      this.#hasOpened = true;
      await this.#readFrames(answer.body, isCurrent);
    }
    // Cut, or never there.
    if (isCurrent()) this.#events.lost(null);
  }

  /** Until the stream ends, is cut, or says what is no frame. */
  async #readFrames(body: NonNullable<Response['body']>, isCurrent: () => boolean): Promise<void> {
    const chunks = framesOf<Event>(body);
    for (;;) {
      const chunk = await chunks.next().catch(() => null);
      if (!isCurrent() || !chunk || chunk.done) return;
      this.#events.heard();
      for (const frame of chunk.value) if (isCurrent()) this.#receive(frame);
    }
  }

  /** Of one channel: the others go on without it. Of all: for good if a sign-in is missing. */
  async #refused(answer: Response, isCurrent: () => boolean): Promise<void> {
    const problem = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string } & {
      faults?: { path: string }[];
    };
    if (!isCurrent()) return;
    const index = /^query\.channel\.(\d+)$/.exec(problem.faults?.[0]?.path ?? '')?.[1];
    const channel = index === undefined ? undefined : [...this.#at.keys()][Number(index)];
    if (answer.status !== 403 || channel === undefined) {
      this.#events.lost(answer.status === 401 ? UNAUTHORIZED : null);
      return;
    }
    this.#at.delete(channel);
    this.#events.frame({ op: 'error', code: 'forbidden', message: problem.detail ?? '', channel });
    this.#askSoon();
  }

  #receive(frame: ServerFrame<Event>): void {
    if (frame.op === 'subscribed' || frame.op === 'message') {
      const { channel, epoch, offset } = frame;
      if (this.#at.has(channel)) this.#at.set(channel, { epoch, offset });
    }
    this.#events.frame(frame);
  }

  #address(): string {
    const url = new URL(this.#url);
    for (const channel of this.#at.keys()) url.searchParams.append('channel', channel);
    return url.href;
  }

  #headers(): Record<string, string> {
    const positions = [...this.#at.values()].map((at) => (at ? `${at.epoch}:${at.offset}` : '-'));
    return {
      accept: 'text/event-stream',
      'last-event-id': positions.join(','),
      ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
    };
  }
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
async function* framesOf<Event>(body: NonNullable<Response['body']>): AsyncGenerator<ServerFrame<Event>[]> {
  const text = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let chunk = await text.read(); !chunk.done; chunk = await text.read()) {
    const blocks = (rest + chunk.value).split('\n\n');
    rest = blocks.pop() ?? '';
    const data = blocks.flatMap((block) => block.split('\n').find((line) => line.startsWith('data: ')) ?? []);
    yield data.map((line) => JSON.parse(line.slice('data: '.length)) as ServerFrame<Event>);
  }
}
