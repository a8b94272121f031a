import type { ServerFrame } from '@gavel/contract';
import type { Message, Position } from '@gavel/live';

type Other = Exclude<ServerFrame, { op: 'message' }>;

/** A frame on its way to clients. One and the same object for all of them, so that it is encoded once. */
export class Outgoing {
  readonly text: string;
  /** The channel that this is about, as its readers know it. */
  readonly name: string | undefined;
  /** Where a reader of the channel is who has read this; undefined: where he was. */
  readonly position: Position | undefined;
  /** The message of which this is the frame; undefined: it is another frame. */
  readonly message: Message | undefined;
  #bytes: Buffer | undefined;

  constructor(text: string, name?: string, position?: Position, message?: Message) {
    this.text = text;
    this.name = name;
    this.position = position;
    this.message = message;
  }

  /** As a WebSocket sends it. */
  get bytes(): Buffer {
    this.#bytes ??= webSocketFrame(this.text);
    return this.#bytes;
  }
}

export function frame(content: Other): Outgoing {
  const text = JSON.stringify(content);
  return content.op === 'subscribed' ? new Outgoing(text, content.channel, content) : new Outgoing(text);
}

/** A message as it goes to clients, `skipped` ones before it left out. */
export const outgoingMessage = (message: Message, name: string, skipped = 0) =>
  new Outgoing(messageText(message, name, skipped), name, message, message);

let last: Outgoing | undefined;

/**
 * The frame of a message under the name that the client knows the channel by. A hub gives one and the same message to
 * all sockets in a row, so remembering the last frame makes it once for all of them.
 */
export function messageFrame(message: Message, name: string): Outgoing {
  if (last?.message !== message || last.name !== name) {
    last = outgoingMessage(message, name);
  }
  return last;
}

function messageText({ epoch, offset, event }: Message, name: string, skipped: number): string {
  const left = skipped > 0 ? `"skipped":${skipped},` : '';
  // The event is JSON already.
  return `{"op":"message","channel":${JSON.stringify(name)},"epoch":"${epoch}","offset":${offset},${left}"event":${event}}`;
}

const PROGRESS = /^\{"type":"(?:submission\.test|queue\.moved)","id":"[0-9a-f-]{36}"/;

/** What a newer message of the same says more of, so that this one need not be sent; null: it says what no other does. */
export function progressOf({ event }: Message): string | null {
  return PROGRESS.exec(event)?.[0] ?? null;
}

const FIN_TEXT = 0x81;

/** RFC 6455, section 5.2: from a server, a text in one frame, unmasked. */
function webSocketFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(head + length);
  bytes[0] = FIN_TEXT;
  if (head === 2) bytes[1] = length;
  else if (head === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes.write(text, head);
  return bytes;
}
