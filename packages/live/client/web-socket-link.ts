import type { Link, LinkEvents, LinkPosition } from './link.ts';
import type { ServerFrame } from './protocol.ts';

const SUBPROTOCOL = 'gavel.v1';

/** https://datatracker.ietf.org/doc/html/rfc6455 */
export class WebSocketLink<Event> implements Link {
  readonly transport = 'websocket';
  readonly #socket: WebSocket;
  /** What was asked for before it was open. */
  #early: string[] = [];

  constructor(url: string, events: LinkEvents<Event>) {
    const socket = new WebSocket(url, SUBPROTOCOL);
    this.#socket = socket;
    socket.onopen = () => {
      events.opened();
      for (const text of this.#early) socket.send(text);
      this.#early = [];
    };
    socket.onmessage = ({ data }) => {
      events.heard();
      events.frame(JSON.parse(data as string) as ServerFrame<Event>);
    };
    socket.onclose = ({ code }) => events.lost(code);
    // 'close' follows every error, and tells more.
    socket.onerror = () => {};
  }

  subscribe(channel: string, since: LinkPosition | undefined): void {
    this.#send({ op: 'subscribe', channel, ...(since && { since }) });
  }

  unsubscribe(channel: string): void {
    this.#send({ op: 'unsubscribe', channel });
  }

  ping(): boolean {
    this.#send({ op: 'ping' });
    return true;
  }

  leave(): void {
    this.#socket.onopen = null;
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.close();
  }

  #send(frame: object): void {
    const text = JSON.stringify(frame);
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
    else if (this.#socket.readyState === WebSocket.CONNECTING) this.#early.push(text);
  }
}
